from django.urls import path

from lasna.contacts import views

urlpatterns = [
    path("contacts", views.contacts, name="contacts"),
    path("contacts/new", views.new_contact, name="new_contact"),
    path("contacts/<int:contact_id>", views.contact, name="contact"),
    path("contacts/<int:contact_id>/finish", views.finish, name="finish_contact"),
    path("contacts/<int:contact_id>/undo", views.undo, name="undo_contact"),
]
