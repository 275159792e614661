from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class PeopleConfig(AppConfig):
    name = "lasna.people"

    def ready(self) -> None:
        import_module("lasna.people.receivers")
        words = _("Invite colleagues, change their role and offices, end their access.")
        administers(Entry("staff", _("Staff"), words, Action.PEOPLE_SEE))
        words = _("Add, rename and close offices.")
        administers(Entry("offices", _("Offices"), words, Action.PEOPLE_MANAGE))
        words = _("Second factor, the lock of unused browsers, and a colleague who has lost their phone.")
        administers(Entry("sign_in_rules", _("Sign-in"), words, Action.ORGANISATION_CHANGE))
        words = _("People sign in with their account at your organisation (OpenID Connect).")
        administers(Entry("single_sign_on", _("Single sign-on"), words, Action.ORGANISATION_CHANGE))
