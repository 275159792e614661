from django.urls import path

from lasna.clients import views

urlpatterns = [
    path("clients", views.clients, name="clients"),
    path("clients/new", views.new_client, name="new_client"),
    path("clients/<int:client_id>", views.client, name="client"),
    path("clients/<int:client_id>/edit", views.edit_client, name="edit_client"),
    path("clients/<int:client_id>/wish", views.wish, name="client_wish"),
]
