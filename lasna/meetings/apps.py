from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class MeetingsConfig(AppConfig):
    name = "lasna.meetings"

    def ready(self) -> None:
        for module in ("commands", "receivers", "queries.snapshots", "queries.timeline"):
            import_module(f"lasna.meetings.{module}")
        words = _("Length, allowed ways, code at the door, words for the waiting room.")
        administers(Entry("meeting_types", _("Meeting types"), words, Action.ORGANISATION_CHANGE))
