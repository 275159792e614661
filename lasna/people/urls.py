from django.urls import path

from lasna.people import views

urlpatterns = [
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-out", views.sign_out, name="account_logout"),
    path("sign-in/link/<str:token>", views.sign_in_by_link, name="sign_in_by_link"),
    path("language", views.language, name="language"),
    path("settings", views.own_settings, name="own_settings"),
    path("administration", views.administration, name="administration"),
    path("settings/password", views.change_password, name="change_password"),
]
