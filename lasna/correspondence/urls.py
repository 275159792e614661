from django.urls import path

from lasna.correspondence import views

urlpatterns = [
    path("sms-receipts/<str:token>", views.sms_receipts, name="sms_receipts"),
    path("letters", views.letters, name="letters"),
    path("letters/<int:letter_id>", views.letter, name="letter"),
    path("letters/<int:letter_id>/posted", views.post_letter, name="post_letter"),
    path("letters/<int:letter_id>/back", views.take_back_letter, name="take_back_letter"),
    path("letters/<int:letter_id>/aside", views.put_letter_aside, name="put_letter_aside"),
    path("p/<str:token>", views.from_paper, name="from_paper"),
    path("mailbox", views.mailbox, name="mailbox"),
    path("mailbox/<int:item_id>/meeting.ics", views.calendar, name="mailbox_calendar"),
]
