from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for, take_away


class LinksConfig(AppConfig):
    name = "lasna.links"

    def ready(self) -> None:
        from lasna.links.queries import after_of
        from lasna.meetings.queries.encounter import after_part

        for module in ("commands", "queries"):
            import_module(f"lasna.links.{module}")
        after_part("links", after_of)
        _tell_what_is_held()


def _tell_what_is_held() -> None:
    from lasna.links.queries import links_of, old_links, told_of
    from lasna.links.services import erase_links

    holds(
        Part(
            "links",
            _("Links sent in meetings"),
            count=number_of(links_of, *some_ids(1)),
            export=told_of,
            erase=erase_links,
        )
    )
    kept_for(
        Kind(
            "links",
            _("Links sent in meetings"),
            _("Addresses of web pages that somebody sent in the talk, so that they are found afterwards."),
            days=1825,
            least=30,
            most=7300,
            on=False,
            count=number_of(old_links, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_links(organisation, before), limit),
        )
    )
