from django.urls import path

from lasna.clients import views

urlpatterns = [
    path("clients", views.clients, name="clients"),
    path("clients/new", views.new_client, name="new_client"),
    path("clients/<int:client_id>", views.client, name="client"),
    path("clients/<int:client_id>/edit", views.edit_client, name="edit_client"),
    path("clients/<int:client_id>/wish", views.wish, name="client_wish"),
    path("administration/clients/import", views.import_clients, name="import_clients"),
    path("administration/clients/import/<int:import_id>", views.check_import, name="check_import"),
    path("administration/clients/import/<int:import_id>/write", views.write_import, name="write_import"),
    path("administration/clients/import/<int:import_id>/drop", views.drop_import, name="drop_import"),
]
