from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.personal import Fixed, Kind, kept_for
from lasna.policy import Action


class PrivacyConfig(AppConfig):
    name = "lasna.privacy"

    def ready(self) -> None:
        from lasna.clients.protocol import CardLink, on_card
        from lasna.kernel.web.administration import Entry, administers
        from lasna.meetings.protocol import behind_code

        words = _("What is kept how long, what goes tonight, and which clients are to go.")
        administers(Entry("retention", _("What is kept how long"), words, Action.RETENTION_SEE))
        on_card(CardLink("export_client", _("Give a copy of the data"), Action.CLIENT_EXPORT))
        on_card(CardLink("client_readers", _("Who looked, for the client"), Action.CLIENT_EXPORT))
        on_card(CardLink("erase_client", _("Erase the client"), Action.CLIENT_ERASE))
        behind_code("own_readers", _("Who has looked at my data"))
        _tell_what_grows_old()


def _tell_what_grows_old() -> None:
    from lasna.privacy.queries.ageing import clients_to_go
    from lasna.privacy.services.purging import purge_clients

    kept_for(
        Kind(
            "clients",
            _("Clients"),
            _(
                "With whom nothing has been for so long and nothing is agreed. They are erased with all that"
                " is theirs, and are on the list on this page for 14 days before."
            ),
            days=1825,
            least=90,
            most=7300,
            on=False,
            count=lambda organisation, before: clients_to_go(organisation, before).count(),
            purge=purge_clients,
        )
    )
    for title, why, how_long in (
        (_("Who is signed in"), _("A session of a member of staff."), _("12 hours")),
        (_("Wrong passwords"), _("So that nobody guesses. Without names."), _("15 minutes")),
        (
            _("The log of who looked"),
            _("Numbers alone, no names. It proves what was done with the data, so nothing removes its rows."),
            _("for good"),
        ),
        (
            _("The list of the erased"),
            _("Numbers alone. With it a restored backup forgets the erased again."),
            _("for good"),
        ),
        (
            _("Contacts without the person"),
            _("Office, adviser, channel, times and outcome. Statistics count them."),
            _("for good"),
        ),
        (_("Backups"), _("They are made and removed by whoever runs the service."), _("as they say")),
    ):
        kept_for(Fixed(title, why, how_long))
