from django.urls import path

from lasna.privacy import views

urlpatterns = [
    path("clients/<int:client_id>/export", views.export, name="export_client"),
    path("clients/<int:client_id>/readers", views.readers, name="client_readers"),
    path("clients/<int:client_id>/erase", views.erase, name="erase_client"),
    path("clients/<int:client_id>/erase/cancel", views.cancel_meetings, name="cancel_before_erasing"),
    path("clients/<int:client_id>/keep", views.keep, name="keep_client"),
    path("administration/retention", views.retention, name="retention"),
    path("m/<str:token>/who-looked", views.own_readers, name="own_readers"),
]
