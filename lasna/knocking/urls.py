from django.urls import path

from lasna.knocking.views import desk, rule

urlpatterns = [
    path("here", desk.here, name="here"),
    path("here/say", desk.say_here, name="say_here"),
    path("here/end", desk.end_here, name="end_here"),
    path("knocks/<int:knock_id>", desk.knock, name="knock"),
    path("knocks/<int:knock_id>/begin", desk.begin, name="begin_knock"),
    path("knocks/<int:knock_id>/soon", desk.say_soon, name="knock_soon"),
    path("knocks/<int:knock_id>/not-now", desk.decline, name="decline_knock"),
    path("knocks/<int:knock_id>/called", desk.called, name="knock_called"),
    path("knocks/<int:knock_id>/settled", desk.settled, name="knock_settled"),
    path("administration/quick-questions", rule.quick_rule, name="quick_rule"),
]
