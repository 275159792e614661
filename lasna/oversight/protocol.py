"""What the log of who looked is called in words, and how a row leaves the service in a file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, str | Promise] = {
    "audit.exported": _("took a file out of this log"),
    "audit.listed": _("looked at this log"),
    "audit.verified": _("checked that this log is whole"),
    "client.added": _("added a client"),
    "client.changed": _("changed a client's details"),
    "client.looked": _("looked at a client"),
    "client.wish_chosen": _("wrote down how a client wishes to meet"),
    "clients.imported": _("imported clients from a file"),
    "clients.listed": _("saw clients in a list"),
    "contact.added": _("added a contact"),
    "contact.finished": _("finished a contact"),
    "contact.looked": _("looked at a contact"),
    "contact.undone": _("took a contact back"),
    "contacts.listed": _("saw contacts in a list"),
    "meeting.admitted": _("let a client in"),
    "meeting.call_attempted": _("tried to phone a client"),
    "meeting.cancelled": _("cancelled a meeting"),
    "meeting.code_read": _("read the code of a meeting aloud"),
    "meeting.denied": _("did not let a client in"),
    "meeting.ended": _("ended a meeting"),
    "meeting.link_sent": _("sent the link of a meeting again"),
    "meeting.looked": _("looked at a meeting"),
    "meeting.moved": _("moved a meeting"),
    "meeting.moved_to_phone": _("moved a meeting to the phone"),
    "meeting.outcome_settled": _("wrote down how a meeting went"),
    "meeting.planned": _("planned a meeting"),
    "meeting.vouched": _("vouched for a client at the door"),
    "meetings.listed": _("saw meetings in a list"),
    "theme.written": _("wrote a draft of the appearance"),
    "theme.published": _("published the appearance"),
    "theme.brought_back": _("brought back an older edition of the appearance"),
    "card.written": _("wrote a draft of the channel card"),
    "card.published": _("published the channel card"),
    "card.brought_back": _("brought back an older edition of the channel card"),
    "accessibility.written": _("wrote a draft of the accessibility statement"),
    "accessibility.published": _("published the accessibility statement"),
    "accessibility.brought_back": _("brought back an older edition of the accessibility statement"),
    "data_protection.written": _("wrote a draft of the data protection page"),
    "data_protection.published": _("published the data protection page"),
    "data_protection.brought_back": _("brought back an older edition of the data protection page"),
    "organisation.languages_changed": _("changed the languages offered"),
    "organisation.senders_changed": _("changed the senders of messages"),
    "staff.seeded": _("made demo staff"),
    "clients.seeded": _("made demo clients"),
    "organisation.founded": _("began the organisation"),
    "person.invitation_accepted": _("chose a first password by an invitation"),
    "person.password_changed": _("changed the password"),
    "person.sign_in_limited": _("too many wrong passwords"),
    "person.signed_in": _("signed in"),
    "person.signed_in_by_link": _("signed in by a link of the demo"),
    "person.signed_out": _("signed out"),
    "waiting_clients.listed": _("saw clients in the waiting room"),
}
"""Every deed that the code writes down. A test fails when one is missing."""
SUBJECTS: dict[str, str | Promise] = {
    "client": _("client"),
    "contact": _("contact"),
    "meeting": _("meeting"),
    "person": _("member of staff"),
    "organisation": _("organisation"),
    "edition": _("edition"),
}
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """``text`` for a spreadsheet, which must not take it for a formula (safety.md 9)."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) else text
