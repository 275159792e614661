"""Offering video: what may be answered, and what was."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from lasna.clients.models import Channel, Client
from lasna.clients.protocol import Entry, timeline_part
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.personal import Section
from lasna.meetings.models import Answer, ChannelOffer, Meeting, MeetingType, OfferReason
from lasna.people.models import Person

OF_A_CARD = 100

_kept_reasons = Kept(
    lambda organisation: OfferReason.objects.filter(organisation=organisation, closed_at=None), *some_ids(1)
)


@dataclass(frozen=True)
class Asked:
    """The reasons that are offered, for each answer that has some."""

    declined: list[OfferReason] = field(default_factory=list)
    not_offered: list[OfferReason] = field(default_factory=list)

    def take(self, reason: OfferReason) -> None:
        (self.declined if reason.answer == Answer.DECLINED else self.not_offered).append(reason)

    @property
    def codes(self) -> list[str]:
        """Everything that can be said, as a press sends it: ``declined:7``; without a number, no reason."""
        reasons = (*self.declined, *self.not_offered)
        return [*Answer.values, *(reason.code for reason in reasons)]


def asked_in(organisation_id: int) -> Asked:
    """One statement."""
    asked = Asked()
    for reason in _kept_reasons.objects(organisation_id):
        asked.take(reason)
    return asked


def may_be_by_video(type: MeetingType) -> bool:
    return Channel.VIDEO in type.allowed


WORDS = ("key", "words_fi", "words_sv", "words_en")


def _of_page(meeting: int, organisation: int) -> QuerySet[ChannelOffer, tuple[Any, ...]]:
    """The newest word about video in this meeting, and the reasons in use: rows of one shape."""
    said = ChannelOffer.objects.filter(meeting=meeting, current=True).order_by()
    reasons = OfferReason.objects.filter(organisation=organisation, closed_at=None).order_by()
    nothing = [
        Value(None, models.DateTimeField()),
        Value(None, models.BigIntegerField()),
        Value(None, models.TextField()),
    ]
    first = said.values_list("pk", "answer", *(f"reason__{name}" for name in WORDS), "at", "by", "by__name")
    return first.union(reasons.values_list("pk", "answer", *WORDS, *nothing), all=True).order_by("pk")


_kept_of_page = Kept(_of_page, *some_ids(2))


@dataclass
class Offering:
    """What the page of a meeting shows: what was said, and what can be."""

    asked: Asked
    said: ChannelOffer | None = None


def offering_in(meeting: Meeting) -> Offering:
    """One statement."""
    offering = Offering(Asked())
    for pk, answer, *words, at, by, name in _kept_of_page.rows(meeting.pk, meeting.organisation_id):
        reason = OfferReason(pk=pk, answer=answer, **dict(zip(WORDS, words, strict=True)))
        if at is None:
            offering.asked.take(reason)
        else:
            author = Person(pk=by, name=name) if by else None
            told = reason if reason.key else None
            offering.said = ChannelOffer(pk=pk, answer=answer, at=at, by=author, reason=told)
    return offering


def _of_client(client_id: int) -> QuerySet[ChannelOffer]:
    offers = ChannelOffer.objects.filter(meeting__client=client_id)
    return offers.select_related("reason", "by", "meeting").order_by("-at", "-pk")


_kept_of_client = Kept(lambda client: _of_client(client).filter(current=True)[:OF_A_CARD], *some_ids(1))


def entries_of(client: Client) -> list[Entry]:
    """On the client's card: that they were asked, and what they said."""
    return [
        Entry(
            at=offer.at,
            until=offer.at,
            zone=offer.meeting.zone,
            channel=offer.channel,
            title=_("offering it"),
            state=said_of(offer),
            address=reverse("meeting", args=[offer.meeting_id]),
        )
        for offer in _kept_of_client.objects(client.pk)
    ]


timeline_part("offers", entries_of)


def said_of(offer: ChannelOffer) -> str:
    """The answer with its reason, in the reader's language."""
    said = str(offer.get_answer_display())
    if offer.by_id is None:
        said = _("chosen by the client")
        if offer.answer == Answer.DECLINED:
            said = _("the client chose another way")
    return f"{said}: {offer.reason}" if offer.reason else said


def told_of(client_id: int) -> Section:
    """For the client: what was offered to them, and what was written down as their answer."""
    columns = [
        ("at", _("When")),
        ("starts", _("Meeting begins")),
        ("channel", _("What was offered")),
        ("answer", _("Answer")),
        ("reason", _("Reason")),
        ("by", _("Written down by")),
    ]
    rows = [
        (
            offer.at,
            offer.meeting.starts,
            offer.get_channel_display(),
            offer.get_answer_display(),
            str(offer.reason) if offer.reason else "",
            offer.by.name if offer.by else _("you"),
        )
        for offer in _of_client(client_id)
    ]
    return Section("offers", _("Ways offered to you"), columns, rows)
