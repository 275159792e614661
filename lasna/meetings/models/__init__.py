"""What was agreed on, who has a place in it, and what happened at the door."""

from lasna.meetings.models.choosing import REASONED, Answer, ChannelOffer, OfferReason, Practice
from lasna.meetings.models.codes import Coded
from lasna.meetings.models.constraints import OnPostgres, Span
from lasna.meetings.models.meeting import FEWEST_SEATS, MOST_SEATS, CallAttempt, Leg, Meeting
from lasna.meetings.models.meeting_places import MeetingPlace
from lasna.meetings.models.places import PARTNERS, ConsentGiven, DoorSight, Invitation, Participant
from lasna.meetings.models.rules import MeetingRule, TypeRule
from lasna.meetings.models.types import MeetingType

__all__ = [
    "FEWEST_SEATS",
    "MOST_SEATS",
    "PARTNERS",
    "REASONED",
    "Answer",
    "CallAttempt",
    "ChannelOffer",
    "Coded",
    "ConsentGiven",
    "DoorSight",
    "Invitation",
    "Leg",
    "Meeting",
    "MeetingPlace",
    "MeetingRule",
    "MeetingType",
    "OfferReason",
    "OnPostgres",
    "Participant",
    "Practice",
    "Span",
    "TypeRule",
]
