from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for, take_away
from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class KnockingConfig(AppConfig):
    name = "lasna.knocking"

    def ready(self) -> None:
        from lasna.knocking.queries.waiting import due_of
        from lasna.meetings.queries.today import BESIDE, due_part

        for module in ("receivers", "tasks", "events"):
            import_module(f"lasna.knocking.{module}")
        BESIDE.append("here")
        due_part("knocks", due_of)
        words = _("Whether clients may knock on their own page while their adviser is here.")
        administers(Entry("quick_rule", _("Quick questions"), words, Action.ORGANISATION_CHANGE))
        _tell_what_is_held()


def _tell_what_is_held() -> None:
    from lasna.knocking.models import Knock
    from lasna.knocking.queries.held import old_knocks, told_of
    from lasna.knocking.services import erase_knocks

    holds(
        Part(
            "knocks",
            _("Quick questions: when, how, what was answered"),
            count=number_of(lambda client: Knock.objects.filter(client=client), *some_ids(1)),
            export=told_of,
            erase=erase_knocks,
        )
    )
    kept_for(
        Kind(
            "knocks",
            _("Quick questions"),
            _("When a client knocked and what was answered. What came of it is a contact besides."),
            days=180,
            least=14,
            most=3650,
            on=True,
            count=number_of(old_knocks, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_knocks(organisation, before), limit),
        )
    )
