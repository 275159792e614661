from django.urls import path

from lasna.calendars import views

urlpatterns = [
    path("settings/calendars", views.calendars, name="calendars"),
    path("settings/calendars/make", views.make_feed, name="make_feed"),
    path("settings/calendars/end", views.end_feed, name="end_feed"),
    path("settings/calendars/own", views.name_calendar, name="name_calendar"),
    path("settings/calendars/own/read", views.read_calendar, name="read_calendar"),
    path("settings/calendars/own/forget", views.forget_calendar, name="forget_calendar"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
]
