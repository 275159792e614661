"""Video offered, and the answer: one press of staff, or the client's own choice; the reasons of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.access import reason_for
from lasna.meetings.models import REASONED, Answer, ChannelOffer, Meeting, OfferReason
from lasna.meetings.services.locking import audit, locked_meeting
from lasna.meetings.states.ready_made import REASONS
from lasna.organisation.services.saying import own_organisation
from lasna.people.models import Organisation, Person
from lasna.policy import Action


@dataclass(frozen=True)
class OfferAnswer:
    """``answer`` is an ``Answer``; ``reason_id`` one of the organisation's reasons for it, or none told."""

    answer: str
    reason_id: int | None = None


def write_offer(meeting: Meeting, said: OfferAnswer, by: Person | None) -> ChannelOffer:
    """The first word about a meeting, in the caller's transaction. ``by`` None: the client's own choice."""
    if said.answer not in Answer.values:
        raise NotHere("answer")
    reason = None
    if said.reason_id is not None:
        reasons = OfferReason.objects.filter(organisation=meeting.organisation_id, answer=said.answer)
        reason = reasons.filter(pk=said.reason_id, closed_at=None).first()
        if reason is None:
            raise UserError("offer.reason_closed", _("This reason is not in use any more. Choose another."))
    return ChannelOffer.objects.create(
        meeting=meeting, answer=said.answer, reason=reason, by=by, at=clock.now()
    )


def own_choice(channel: str, *, offered: Iterable[str]) -> OfferAnswer | None:
    """The client chose ``channel`` themselves: where video was among the ways, it was offered, and this is
    the answer."""
    if Channel.VIDEO not in offered:
        return None
    return OfferAnswer(Answer.ACCEPTED if channel == Channel.VIDEO else Answer.DECLINED)


@transaction.atomic
def answer_offer(*, meeting_id: int, by: Person, said: OfferAnswer) -> ChannelOffer:
    """On the page of the meeting, also when it is over. The word of before stays as an old one."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
    ChannelOffer.objects.filter(meeting=meeting, channel=Channel.VIDEO, current=True).update(current=False)
    offer = write_offer(meeting, said, by)
    audit(meeting, f"person:{by.pk}", "meeting.offer_answered")
    return offer


# ---- the short list ----------------------------------------------------------------------------------------


def _record(by: Person, deed: str, ids: Iterable[int]) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="offer_reason", ids=list(ids))


@transaction.atomic
def add_reason(*, answer: str, words: Mapping[str, str], by: Person) -> OfferReason:
    """One more reason, last in its list. ``words`` by language."""
    organisation = own_organisation(by)
    if answer not in REASONED:
        raise NotHere("answer")
    reason = OfferReason(organisation=organisation, key=f"own-{token_hex(6)}", answer=answer)
    _word(reason, words)
    _record(by, "offer_reason.added", [reason.pk])
    return reason


@transaction.atomic
def change_reason(*, reason_id: int, words: Mapping[str, str], by: Person) -> OfferReason:
    """Its words, also on the answers of before."""
    own_organisation(by)
    reason = reason_for(by, reason_id)
    _word(reason, words)
    _record(by, "offer_reason.changed", [reason.pk])
    return reason


def _word(reason: OfferReason, words: Mapping[str, str]) -> None:
    for code, text in words.items():
        setattr(reason, f"words_{code}", text)
    reason.save()


@transaction.atomic
def switch_reason(*, reason_id: int, open: bool, by: Person) -> OfferReason:
    """Offered or not. Answers of before keep it."""
    own_organisation(by)
    reason = reason_for(by, reason_id)
    if (reason.closed_at is None) == open:
        return reason
    reason.closed_at = None if open else clock.now()
    reason.save(update_fields=["closed_at"])
    _record(by, "offer_reason.reopened" if open else "offer_reason.closed", [reason.pk])
    return reason


@transaction.atomic
def add_ready_reasons(*, by: Person) -> list[OfferReason]:
    """Those of the ready-made ones that the organisation never had."""
    made = give_reasons(own_organisation(by))
    if made:
        _record(by, "offer_reason.added", [reason.pk for reason in made])
    return made


def give_reasons(organisation: Organisation) -> list[OfferReason]:
    """For a new organisation, and for who asks for them later."""
    there = set(OfferReason.objects.filter(organisation=organisation).values_list("key", flat=True))
    rows = [
        OfferReason(
            organisation=organisation,
            key=ready.key,
            answer=ready.answer,
            words_fi=ready.words.fi,
            words_sv=ready.words.sv,
            words_en=ready.words.en,
        )
        for ready in REASONS
        if ready.key not in there
    ]
    return OfferReason.objects.bulk_create(rows)
