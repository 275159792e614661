from django.urls import path

from lasna.own.views import door, page, quick, staff, way

urlpatterns = [
    path("o/<str:token>", page.own_page, name="own_page"),
    path("o/<str:token>/ask-code", door.ask_code, name="own_ask_code"),
    path("o/<str:token>/code", door.code, name="own_code"),
    path("o/<str:token>/enter", door.enter, name="own_enter"),
    path("o/<str:token>/leave", door.leave, name="own_leave"),
    path("o/<str:token>/meetings", page.meetings, name="own_meetings"),
    path("o/<str:token>/wish", page.wish, name="own_wish"),
    path("o/<str:token>/tried", page.tried, name="own_tried"),
    path("o/<str:token>/agreed", page.agreed, name="own_agreed"),
    path("o/<str:token>/in-touch", page.in_touch, name="own_in_touch"),
    path("o/<str:token>/who-looked", page.looked_at, name="own_looked_at"),
    path("o/<str:token>/quick", quick.quick, name="own_quick"),
    path("o/<str:token>/quick/place", quick.place, name="own_quick_place"),
    path("o/<str:token>/quick/back", quick.take_back, name="own_quick_back"),
    path("o/<str:token>/quick/in", quick.come_in, name="own_quick_in"),
    path("m/<str:token>/way", way.another_way, name="another_way"),
    path("m/<str:token>/own", door.from_meeting, name="own_from_meeting"),
    path("clients/<int:client_id>/own-page", staff.own_page_of, name="own_page_of"),
    path("clients/<int:client_id>/own-page/send", staff.send_own_link, name="send_own_link"),
    path("clients/<int:client_id>/own-page/code", staff.read_code, name="read_own_code"),
    path("clients/<int:client_id>/own-page/withdraw", staff.withdraw, name="withdraw_own_link"),
    path("wishes/<int:wish_id>/seen", staff.see_wish, name="see_wish"),
]
