from django.urls import path

from lasna.people.views import administration, invitation, own, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("sign-in/link/<str:token>", sign_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-in/invitation/<str:token>", invitation.accept, name="accept_invitation"),
    path("language", own.language, name="language"),
    path("settings", own.own_settings, name="own_settings"),
    path("settings/password", own.change_password, name="change_password"),
    path("administration", administration.administration, name="administration"),
]
