from django.urls import path

from lasna.correspondence import views

urlpatterns = [
    path("sms-receipts/<str:token>", views.sms_receipts, name="sms_receipts"),
    path("mailbox", views.mailbox, name="mailbox"),
    path("mailbox/<int:item_id>/meeting.ics", views.calendar, name="mailbox_calendar"),
]
