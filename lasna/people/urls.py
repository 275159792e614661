from django.urls import path

from lasna.people.views import administration, factors, invitation, own, password, sessions, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("sign-in/link/<str:token>", sign_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-in/invitation/<str:token>", invitation.accept, name="accept_invitation"),
    path("sign-in/second-factor", sign_in.second_factor, name="mfa_authenticate"),
    path("sign-in/passkey", sign_in.by_passkey, name="mfa_login_webauthn"),
    path("sign-in/forgotten", password.forgotten, name="forgotten_password"),
    path("sign-in/new-password/<str:token>", password.new_password, name="new_password"),
    path("lock", sessions.lock, name="lock"),
    path("lock/now", sessions.lock_now, name="lock_now"),
    path("lock/state", sessions.lock_state, name="lock_state"),
    path("lock/passkey", sessions.lock_passkey, name="lock_passkey"),
    path("language", own.language, name="language"),
    path("settings", own.own_settings, name="own_settings"),
    path("settings/password", own.change_password, name="change_password"),
    path("settings/sessions", sessions.sessions, name="sessions"),
    path("settings/sessions/end", sessions.end_session, name="end_session"),
    path("settings/sign-in", factors.factors, name="factors"),
    path("settings/sign-in/confirm", sessions.confirm, name="confirm"),
    path("settings/sign-in/app", factors.add_app, name="add_app"),
    path("settings/sign-in/passkey", factors.add_passkey, name="add_passkey"),
    path("settings/sign-in/codes", factors.recovery_codes, name="recovery_codes"),
    path("settings/sign-in/<int:factor_id>/name", factors.name_passkey, name="name_passkey"),
    path("settings/sign-in/<int:factor_id>/remove", factors.remove_factor, name="remove_factor"),
    path("administration/sign-in", administration.sign_in_rules, name="sign_in_rules"),
    path("administration/sign-in/<int:person_id>/take", administration.take_factors, name="take_factors"),
    path("administration", administration.administration, name="administration"),
]
