from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class PeopleConfig(AppConfig):
    name = "lasna.people"

    def ready(self) -> None:
        words = _("People sign in with their account at your organisation (OpenID Connect).")
        administers(Entry("single_sign_on", _("Single sign-on"), words, Action.ORGANISATION_CHANGE))
