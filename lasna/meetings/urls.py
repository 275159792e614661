from django.urls import path

from lasna.meetings.views import door, room

urlpatterns = [
    path("m/<str:token>", door.door, name="door"),
    path("m/<str:token>/ask-code", door.ask_code, name="door_ask_code"),
    path("m/<str:token>/code", door.code, name="door_code"),
    path("m/<str:token>/enter", door.enter, name="door_enter"),
    path("m/<str:token>/call", door.ask_call, name="door_ask_call"),
    path("meetings/<int:meeting_id>/room", room.host_room, name="meeting_room"),
]
