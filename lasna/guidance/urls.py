from django.urls import path

from lasna.guidance import views

urlpatterns = [
    path("try", views.try_it, name="try_it"),
    path("try/load", views.try_load, name="try_load"),
    path("try/<str:token>", views.try_own, name="try_own"),
    path("try/<str:token>/relay", views.try_relay, name="try_relay"),
    path("try/<str:token>/keep", views.keep_trial, name="keep_trial"),
    path("clients/<int:client_id>/try", views.hands_on, name="hands_on"),
    path("clients/<int:client_id>/try/send", views.send_try_link, name="send_try_link"),
]
