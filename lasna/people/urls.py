from django.urls import path

from lasna.people.views import administration, issuer, own, sign_in, single_sign_on

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-out", single_sign_on.sign_out, name="account_logout"),
    path("sign-in/link/<str:token>", sign_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-in/organisation", single_sign_on.choose, name="sso_choose"),
    path("sign-in/organisation/left", single_sign_on.left, name="sso_left"),
    path("sign-in/organisation/<str:key>", single_sign_on.begin, name="sso_begin"),
    path("sign-in/organisation/<str:key>/back", single_sign_on.back, name="sso_back"),
    path("sign-in/organisation/<str:key>/logout", single_sign_on.logout_by_issuer, name="sso_logout"),
    path("sign-in/at/<slug:slug>", single_sign_on.at, name="sso_at"),
    path("language", own.language, name="language"),
    path("settings", own.own_settings, name="own_settings"),
    path("settings/password", own.change_password, name="change_password"),
    path("administration/single-sign-on", issuer.single_sign_on_page, name="single_sign_on"),
    path("administration/single-sign-on/try", issuer.try_issuer, name="try_single_sign_on"),
    path("administration/single-sign-on/switch", issuer.switch_issuer, name="switch_single_sign_on"),
    path("administration/single-sign-on/forget", issuer.forget_identity, name="forget_identity"),
    path("administration", administration.administration, name="administration"),
]
