from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.administration import Entry, administers
from lasna.kernel.web.appearance import appearance_from
from lasna.policy import Action


class OrganisationConfig(AppConfig):
    name = "lasna.organisation"

    def ready(self) -> None:
        from lasna.organisation.queries import appearance

        appearance_from(appearance)
        for url_name, title, words in (
            ("appearance", _("Appearance"), _("Name, logo and colour, as clients and staff see them.")),
            ("senders", _("Senders and numbers"), _("Whom messages come from, and where clients may call.")),
            ("offered_languages", _("Languages"), _("The languages that clients may choose from.")),
            (
                "published_pages",
                _("Pages for clients"),
                _("Accessibility statement, data protection, and what may be talked about where."),
            ),
        ):
            administers(Entry(url_name, title, words, Action.ORGANISATION_CHANGE))
