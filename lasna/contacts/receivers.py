"""Upward news from meetings becomes a contact."""

from typing import Any

from django.dispatch import receiver

from lasna.contacts.services import write_contacts_of
from lasna.meetings.models import Meeting
from lasna.meetings.signals import meeting_settled


@receiver(meeting_settled, dispatch_uid="contacts.meeting_settled")
def meeting_has_settled(sender: object, meeting: Meeting, **news: Any) -> None:
    write_contacts_of(meeting)
