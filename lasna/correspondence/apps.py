from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, kept_for, take_away


class CorrespondenceConfig(AppConfig):
    name = "lasna.correspondence"

    def ready(self) -> None:
        import_module("lasna.correspondence.receivers")
        from lasna.correspondence.services import received_before, settled_before

        # Before the messages, on which its items hang.
        kept_for(
            Kind(
                "mailbox",
                _("The mailbox for trying"),
                _("Messages of a demo organisation, with their text. Others have none."),
                days=30,
                least=1,
                most=365,
                on=True,
                count=number_of(received_before, *some_ids(1), *some_moments(1)),
                purge=lambda organisation, before, limit: take_away(
                    received_before(organisation, before), limit
                ),
            )
        )
        kept_for(
            Kind(
                "messages",
                _("Messages to clients"),
                _("To which address, when, and whether it left. Their text is not kept."),
                days=365,
                least=30,
                most=3650,
                on=True,
                count=number_of(settled_before, *some_ids(1), *some_moments(1)),
                purge=lambda organisation, before, limit: take_away(
                    settled_before(organisation, before), limit
                ),
            )
        )
