from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.personal import Fixed, Part, holds, kept_for
from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class ClientsConfig(AppConfig):
    name = "lasna.clients"

    def ready(self) -> None:
        words = _("A CSV file from another register: looked through line by line, then written at once.")
        administers(Entry("import_clients", _("Import clients"), words, Action.CLIENT_IMPORT))
        _tell_what_is_held()


def _tell_what_is_held() -> None:
    from lasna.clients.queries import told_of
    from lasna.clients.services import erase_details

    holds(
        Part(
            "details",
            _("Details: name, phone, e-mail, postal address, language, wish, means for video"),
            count=lambda client_id: 1,
            export=told_of,
            erase=erase_details,
        )
    )
    kept_for(
        Fixed(
            _("Files of clients that nobody wrote"),
            _("Chosen for an import and not yet written. Sealed meanwhile."),
            _("one hour"),
        )
    )
