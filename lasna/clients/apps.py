from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class ClientsConfig(AppConfig):
    name = "lasna.clients"

    def ready(self) -> None:
        words = _("A CSV file from another register: looked through line by line, then written at once.")
        administers(Entry("import_clients", _("Import clients"), words, Action.CLIENT_IMPORT))
