from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for, take_away
from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class MeetingsConfig(AppConfig):
    name = "lasna.meetings"

    def ready(self) -> None:
        from lasna.clients.protocol import CardLink, on_card

        queries = ("queries.snapshots", "queries.timeline", "queries.offers")
        for module in ("commands", "receivers", "tasks", *queries):
            import_module(f"lasna.meetings.{module}")
        words = _("Length, allowed ways, code at the door, words for the waiting room.")
        administers(Entry("meeting_types", _("Meeting types"), words, Action.ORGANISATION_CHANGE))
        words = _("Rooms with address and equipment that are booked together with a meeting.")
        administers(Entry("meeting_places", _("Places"), words, Action.ORGANISATION_CHANGE))
        words = _("Why clients choose otherwise, or why video is not offered: the list to choose from.")
        administers(Entry("offer_reasons", _("Offering video"), words, Action.ORGANISATION_CHANGE))
        words = _("Which matters and whom each office meets by video first: read where a meeting is planned.")
        administers(Entry("practices", _("What offices have agreed on"), words, Action.RULES_OF_OFFICE))
        words = _("When clients are reminded of their meetings.")
        administers(Entry("reminders", _("Reminders"), words, Action.ORGANISATION_CHANGE))
        words = _("Camera and microphone on entering, links, code at the door: what holds where, and why.")
        administers(Entry("rules", _("Rules of meetings"), words, Action.RULES_SEE))
        on_card(
            CardLink("groups_of_client", _("Give a seat in a group"), Action.MEETING_PLAN, as_button=True)
        )
        _tell_what_is_held()
        _tell_what_grows_old()


def _tell_what_is_held() -> None:
    from lasna.meetings.queries import held
    from lasna.meetings.services import erasure

    holds(
        Part(
            "meetings",
            _("Meetings: times, links, steps at the door, calls, what was agreed"),
            count=number_of(held.all_meetings_of, *some_ids(1)),
            export=held.told_of,
            erase=erasure.erase_meetings,
            lock=erasure.lock_client,
            require_free=erasure.require_no_meeting,
        )
    )
    # Above meetings, whose invitations say which messages are theirs: they go first.
    holds(
        Part(
            "messages",
            _("Messages: addresses, times, whether they left"),
            count=number_of(held.messages_of, *some_ids(1)),
            export=held.told_of_messages,
            erase=erasure.erase_messages_of,
        )
    )


def _tell_what_grows_old() -> None:
    from lasna.meetings.queries.held import old_addresses, old_events, old_sights, old_words
    from lasna.meetings.services.erasure import purge_addresses, purge_words

    kept_for(
        Kind(
            "events",
            _("What screens were told"),
            _("Each step of a meeting, so that a screen which lost its connection catches up."),
            days=30,
            least=2,
            most=365,
            on=True,
            count=number_of(old_events, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_events(organisation, before), limit),
        )
    )
    kept_for(
        Kind(
            "door",
            _("Steps at the door"),
            _("They show that technology, not the client, was why somebody did not come."),
            days=180,
            least=30,
            most=3650,
            on=True,
            count=number_of(old_sights, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_sights(organisation, before), limit),
        )
    )
    kept_for(
        Kind(
            "addresses",
            _("Contact details of those who joined"),
            _("E-mail and number of interpreters, doctors and others. Who they were stays with the meeting."),
            days=30,
            least=1,
            most=3650,
            on=True,
            count=number_of(old_addresses, *some_ids(1), *some_moments(1)),
            purge=purge_addresses,
        )
    )
    kept_for(
        Kind(
            "agreed",
            _("Words of meetings"),
            _("What was agreed, said to the waiting, and how somebody was known at the door."),
            days=1825,
            least=90,
            most=7300,
            on=False,
            count=number_of(old_words, *some_ids(1), *some_moments(1)),
            purge=purge_words,
        )
    )
