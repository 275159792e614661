from django.urls import path

from lasna.correspondence import views

urlpatterns = [
    path("mailbox", views.mailbox, name="mailbox"),
    path("mailbox/<int:item_id>/meeting.ics", views.calendar, name="mailbox_calendar"),
]
