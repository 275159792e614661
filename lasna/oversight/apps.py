from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.policy import Action


class OversightConfig(AppConfig):
    name = "lasna.oversight"

    def ready(self) -> None:
        from lasna.kernel.web.administration import Entry, administers

        of_messages = _("What failed on its way, or perhaps did, and how to go on.")
        administers(Entry("outbox", _("Messages that did not arrive"), of_messages, Action.OUTBOX_SEE))
        words = _("Who looked at which client, who changed what, and whether the log is whole.")
        administers(Entry("audit", _("Who looked, who changed"), words, Action.AUDIT_SEE))
