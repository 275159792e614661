from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class WordingConfig(AppConfig):
    name = "lasna.wording"

    def ready(self) -> None:
        import_module("lasna.wording.receivers")
        words = _(
            "What invitations, reminders and codes say, by e-mail, text message and letter, in each language."
        )
        administers(Entry("message_words", _("Words of messages"), words, Action.ORGANISATION_CHANGE))
