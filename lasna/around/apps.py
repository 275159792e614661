from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for, take_away
from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class AroundConfig(AppConfig):
    name = "lasna.around"

    def ready(self) -> None:
        from lasna.around.queries.asked import entries_of, note_for, part_of_meeting
        from lasna.around.queries.own import part_of_own_page
        from lasna.around.queries.told import thanks_part
        from lasna.clients.protocol import timeline_part
        from lasna.meetings.queries.encounter import page_part
        from lasna.meetings.queries.today import note_part
        from lasna.own.protocol import own_part

        for module in ("receivers", "queries.wording"):
            import_module(f"lasna.around.{module}")
        timeline_part("tasks", entries_of)
        note_part("task", note_for)
        page_part("tasks", part_of_meeting, "task__task")
        page_part("thanks", thanks_part)
        own_part(part_of_own_page)
        _administer()
        _tell_what_is_held()


def _administer() -> None:
    words = _("What clients do before a meeting of each type, and how many days before it is sent.")
    administers(Entry("type_tasks", _("Tasks before meetings"), words, Action.ORGANISATION_CHANGE))
    words = _("After which meetings clients are thanked by a message.")
    administers(Entry("thanks", _("Thanks after meetings"), words, Action.ORGANISATION_CHANGE))
    words = _("What clients read on their own pages, for all or for a type of meeting.")
    administers(Entry("materials", _("Materials"), words, Action.ORGANISATION_CHANGE))


def _tell_what_is_held() -> None:
    from lasna.around.queries.asked import held_of, old_tasks, told_of
    from lasna.around.services import erase_tasks

    holds(
        Part(
            "tasks",
            _("Tasks before meetings: when they were sent, opened and done"),
            count=number_of(held_of, *some_ids(1)),
            export=told_of,
            erase=erase_tasks,
        )
    )
    kept_for(
        Kind(
            "tasks",
            _("Tasks before meetings"),
            _("When a client was sent a task, opened it and did it. The meeting itself stays."),
            days=365,
            least=30,
            most=3650,
            on=True,
            count=number_of(old_tasks, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_tasks(organisation, before), limit),
        )
    )
