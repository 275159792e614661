"""The demo office: plainly demo people, made by the same services that real ones use."""

from datetime import datetime, time, timedelta
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from lasna.booking.services import HourWish, add_hours
from lasna.clients.models import Channel, Client
from lasna.config.ready_made import add_ready_made
from lasna.kernel import clock, keys
from lasna.meetings.models import Invitation, Meeting, MeetingType
from lasna.meetings.queries.types import types_offered
from lasna.meetings.services import plan_meeting
from lasna.meetings.services.door import demo_code
from lasna.meetings.services.inviting import token_of
from lasna.meetings.services.planning import overlapping
from lasna.people.models import Office, Organisation, Person
from lasna.people.services import make_sign_in_link

ADVISER = "tyontekija@demo.invalid"
SECOND = "toinen@demo.invalid"
ADMINISTRATOR = "hallinta@demo.invalid"
SUPPORT = "tuki@demo.invalid"

CLIENTS = [
    ("Aino", "Demo-Virtanen", "aino@demo.invalid", "+358401234567", "fi", "video"),
    ("Börje", "Demo-Lindström", "borje@demo.invalid", "+358401234568", "sv", "phone"),
    ("Olga", "Demo-Ivanova", "olga@demo.invalid", "+358401234569", "en", ""),
    ("Eino", "Demo-Korhonen", "", "+358401234570", "fi", "in_person"),
    ("Máret", "Demo-Aikio", "maret@demo.invalid", "", "fi", "video"),
    ("Åke-Þór", "Demo-O'Brien", "ake@demo.invalid", "+358401234571", "sv", "chat"),
]
"""First and last name, e-mail, mobile, language, channel wish (empty: not asked)."""


def password() -> str:
    """The demo advisers' password: this data folder's own, the same at every start."""
    return keys.hashed("demo-password")[:16]


@transaction.atomic
def load() -> None:
    """The demo organisation, unless this data folder has one."""
    if Organisation.objects.filter(is_demo=True).exists():
        return
    organisation = Organisation.objects.create(
        name="Demo-toimisto", is_demo=True, phone="+358401234500", sender_email="demo@demo.invalid"
    )
    office = Office.objects.create(organisation=organisation, name="Demo-toimisto, keskusta")
    adviser = _adviser(office, ADVISER, "Demo-työntekijä Salla")
    _adviser(office, SECOND, "Demo-työntekijä Mika")
    _adviser(office, ADMINISTRATOR, "Demo-pääkäyttäjä", role=Person.Role.ADMINISTRATOR)
    _adviser(office, SUPPORT, "Demo-tukihenkilö", role=Person.Role.SUPPORT)
    add_ready_made(organisation)
    clients = [_client(office, adviser, *row) for row in CLIENTS]
    _open_some(adviser, office)
    _plan_some(adviser, clients)


def _adviser(office: Office, email: str, name: str, role: str = Person.Role.ADVISER) -> Person:
    person = Person.objects.create_person(
        email=email, name=name, organisation=office.organisation, password=password()
    )
    person.role = role
    person.save(update_fields=["role"])
    person.offices.add(office)
    return person


def _client(office: Office, adviser: Person, *row: str) -> Client:
    first, last, email, phone, language, wish = row
    return Client.objects.create(
        organisation=office.organisation,
        office=office,
        adviser=adviser,
        first_name=first,
        last_name=last,
        email=email,
        phone=phone,
        language=language,
        wish=wish,
        wish_asked_on=clock.now().date() if wish else None,
    )


def _open_some(adviser: Person, office: Office) -> None:
    """When clients who get a link may choose a time."""
    by_day = [((0, 1, 2, 3), time(9), time(15)), ((4,), time(9), time(12))]
    for weekdays, starts, ends in by_day:
        add_hours(by=adviser, wish=HourWish(office.pk, weekdays, starts, ends))


def _plan_some(adviser: Person, clients: list[Client]) -> None:
    """A few meetings of tomorrow and the day after, invitations and all."""
    zone = ZoneInfo(clients[0].office.zone)
    types = {row.key: row for row in MeetingType.objects.filter(organisation=adviser.organisation)}
    midnight = datetime.combine(clock.now().astimezone(zone).date(), datetime.min.time(), zone)
    plans = [
        (clients[0], "supplementary", 1, 10, "video", "email"),
        (clients[1], "plan_review", 1, 13, "phone", "email"),
        (clients[2], "coaching", 2, 9, "video", "email"),
        (clients[3], "initial_interview", 2, 12, "in_person", "sms"),
    ]
    for client, key, days, hour, channel, send_by in plans:
        starts = (midnight + timedelta(days=days)).replace(hour=hour)
        plan_meeting(
            adviser=adviser,
            client=client,
            type=types[key],
            starts=starts,
            planned_channel=channel,
            send_by=send_by,
        )


def welcome() -> list[str]:
    """What `lasna run --demo` prints besides the address."""
    return [
        f"Sign in as {ADVISER}  password {password()}",
        f"Run the office as {ADMINISTRATOR}  (the same password)",
        f"Help with the technology as {SUPPORT}  (the same password)",
        f"Open the mailbox: {settings.LASNA_URL}/mailbox   (what clients would receive)",
    ]


def meeting(*, origin: str) -> dict[str, str | int]:
    """A meeting that starts now, for trying and for outside tests.

    ``adviser_url`` signs the adviser in, once, and opens the room; ``code`` is accepted once in place of the
    sent one.
    """
    load()
    made = _meeting_now()
    invitation = Invitation.objects.get(participant__meeting=made, participant__client=made.client)
    link = make_sign_in_link(person=made.adviser, leads_to=f"/meetings/{made.pk}/room")
    return {
        "adviser_url": f"{origin}{link}",
        "client_url": f"{origin}/m/{token_of(invitation)}",
        "code": demo_code(invitation_id=invitation.pk),
        "meeting_id": made.pk,
    }


def _meeting_now() -> Meeting:
    organisation = Organisation.objects.filter(is_demo=True).order_by("pk")[0]
    # Administrators of a demo change its types too: one that is still offered, by video.
    offered = types_offered(organisation.pk)
    by_video = [type for type in offered if Channel.VIDEO in type.allowed]
    type = next((type for type in by_video if type.key == "supplementary"), by_video[0])
    client = Client.objects.filter(organisation=organisation).exclude(email="").order_by("pk")[0]
    starts = clock.now()
    return plan_meeting(
        adviser=_free_adviser(organisation, starts, starts + timedelta(minutes=type.minutes)),
        client=client,
        type=type,
        starts=starts,
        planned_channel=Channel.VIDEO,
        send_by="email",
    )


def _free_adviser(organisation: Organisation, starts: datetime, ends: datetime) -> Person:
    """The first demo adviser with time now; when all are busy, one more comes to the demo office."""
    office = organisation.offices.order_by("pk")[0]
    for person in Person.objects.filter(organisation=organisation, role=Person.Role.ADVISER).order_by("pk"):
        if overlapping(person, starts, ends) is None:
            return person
    number = Person.objects.filter(organisation=organisation).count() + 1
    return _adviser(office, f"demo-{token_urlsafe(6)}@demo.invalid", f"Demo-työntekijä {number}")
