from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.policy import Action


class OversightConfig(AppConfig):
    name = "lasna.oversight"

    def ready(self) -> None:
        from lasna.kernel.web.administration import Entry, administers

        words = _("Who looked at which client, who changed what, and whether the log is whole.")
        administers(Entry("audit", _("Who looked, who changed"), words, Action.AUDIT_SEE))
