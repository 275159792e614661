from django.urls import path

from lasna.reception.views import desk, public, running, visits

urlpatterns = [
    path("reception/<str:key>", public.reception, name="reception"),
    path("reception/<str:key>/join", public.join, name="join_reception"),
    path("reception/<str:key>/place", public.place, name="reception_place"),
    path("reception/<str:key>/way", public.change_way, name="reception_way"),
    path("reception/<str:key>/leave", public.leave, name="leave_reception"),
    path("reception/<str:key>/in", public.come_in, name="come_in"),
    path("receptions", desk.receptions, name="receptions"),
    path("receptions/waiting", desk.waiting, name="receptions_waiting"),
    path("receptions/<int:reception_id>", desk.reception_desk, name="reception_desk"),
    path("receptions/<int:reception_id>/serve", desk.serve, name="serve_reception"),
    path("receptions/<int:reception_id>/take", desk.take, name="take_next"),
    path("receptions/<int:reception_id>/open", desk.say_open, name="say_open"),
    path("visits/<int:visit_id>", visits.visit, name="visit"),
    path("visits/<int:visit_id>/here", visits.still_here, name="visit_here"),
    path("visits/<int:visit_id>/begin", visits.begin, name="begin_visit"),
    path("visits/<int:visit_id>/back", visits.put_back, name="put_back_visit"),
    path("visits/<int:visit_id>/gone", visits.not_here, name="visit_not_here"),
    path("visits/<int:visit_id>/take-over", visits.take_over, name="take_over_visit"),
    path("administration/receptions", running.offices, name="reception_offices"),
    path("administration/receptions/<int:office_id>", running.settings, name="reception_settings"),
    path("administration/receptions/<int:office_id>/hours", running.add_hours, name="add_reception_hours"),
    path("administration/receptions/<int:office_id>/days", running.add_day, name="add_reception_day"),
    path("administration/receptions/<int:office_id>/link", running.link, name="reception_link"),
    path(
        "administration/reception-hours/<int:opening_id>/remove",
        running.remove_hours,
        name="remove_reception_hours",
    ),
    path(
        "administration/reception-days/<int:day_id>/remove", running.remove_day, name="remove_reception_day"
    ),
]
