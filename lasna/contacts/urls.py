from django.urls import path

from lasna.contacts import views

urlpatterns = [
    path("contacts", views.contacts, name="contacts"),
    path("contacts/new", views.new_contact, name="new_contact"),
    path("contacts/round", views.call_round, name="call_round"),
    path("clients/<int:client_id>/agreement", views.agreement, name="agreement"),
    path("clients/<int:client_id>/agreement/end", views.end_agreement, name="end_agreement"),
    path("agreements/<int:agreement_id>/kept", views.kept, name="agreement_kept"),
    path("agreements/<int:agreement_id>/no-answer", views.not_answered, name="agreement_not_answered"),
    path("agreements/<int:agreement_id>/put-off", views.put_off, name="put_off_agreement"),
    path("contacts/<int:contact_id>", views.contact, name="contact"),
    path("contacts/<int:contact_id>/finish", views.finish, name="finish_contact"),
    path("contacts/<int:contact_id>/undo", views.undo, name="undo_contact"),
]
