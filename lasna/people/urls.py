from django.urls import path

from lasna.people.views import administration, importing, invitation, offices, own, sign_in, staff

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("sign-in/link/<str:token>", sign_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-in/invitation/<str:token>", invitation.accept, name="accept_invitation"),
    path("language", own.language, name="language"),
    path("settings", own.own_settings, name="own_settings"),
    path("settings/password", own.change_password, name="change_password"),
    path("administration", administration.administration, name="administration"),
    path("administration/offices", offices.offices, name="offices"),
    path("administration/offices/<int:office_id>", offices.office, name="office"),
    path("administration/offices/<int:office_id>/close", offices.close, name="close_office"),
    path("administration/offices/<int:office_id>/open", offices.reopen, name="open_office"),
    path("administration/staff", staff.staff, name="staff"),
    path("administration/staff/new", staff.new_staff, name="new_staff"),
    path("administration/staff/import", importing.import_staff, name="import_staff"),
    path(
        "administration/staff/import/<int:import_id>", importing.check_staff_import, name="check_staff_import"
    ),
    path(
        "administration/staff/import/<int:import_id>/write",
        importing.write_staff_import,
        name="write_staff_import",
    ),
    path(
        "administration/staff/import/<int:import_id>/drop",
        importing.drop_staff_import,
        name="drop_staff_import",
    ),
    path("administration/staff/<int:person_id>", staff.staff_member, name="staff_member"),
    path("administration/staff/<int:person_id>/invite", staff.invite_again, name="invite_again"),
    path("administration/staff/<int:person_id>/end", staff.end_access, name="end_access"),
    path("administration/staff/<int:person_id>/give-back", staff.give_access_back, name="give_access_back"),
]
