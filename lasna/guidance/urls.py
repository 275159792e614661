from django.urls import path

from lasna.guidance.views import helping, trying

urlpatterns = [
    path("try", trying.try_it, name="try_it"),
    path("try/load", trying.try_load, name="try_load"),
    path("try/<str:token>", trying.try_own, name="try_own"),
    path("try/<str:token>/relay", trying.try_relay, name="try_relay"),
    path("try/<str:token>/keep", trying.keep_trial, name="keep_trial"),
    path("clients/<int:client_id>/try", trying.hands_on, name="hands_on"),
    path("clients/<int:client_id>/try/send", trying.send_try_link, name="send_try_link"),
    path("help", helping.help_requests, name="help_requests"),
    path("help/<int:request_id>/take", helping.take_help, name="take_help"),
    path("help/<int:request_id>/put-back", helping.put_help_back, name="put_help_back"),
    path("help/<int:request_id>/say", helping.say_help, name="say_help"),
    path("help/<int:request_id>/settle", helping.settle_help, name="settle_help"),
]
