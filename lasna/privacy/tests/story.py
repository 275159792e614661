"""A client with an unusual name, number and address, through everything; and a search for them."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from lasna.around.tests.scene import sent_to
from lasna.booking.services import OfferWish, offer_times
from lasna.clients import services as clients
from lasna.contacts.models import Contact
from lasna.contacts.services import AgreementWish, Happening, add_contact, agree, finish_contact
from lasna.correspondence import tasks
from lasna.correspondence.tests.letters import letter_of
from lasna.guidance.models import HelpRequest
from lasna.guidance.services import Tried, keep_trial, send_try_link
from lasna.kernel import clock, keys
from lasna.kernel.tables import Table
from lasna.knocking.services import be_here, decline, knock
from lasna.links.services import share_link
from lasna.meetings import services
from lasna.meetings.models import MeetingType
from lasna.meetings.protocol import Step
from lasna.meetings.tests.choosing import reason_of
from lasna.meetings.tests.scene import Scene, scene
from lasna.own.services import say_wish, send_own_link
from lasna.people.models import Person
from lasna.reception.services import begin, serve
from lasna.reception.tests.scene import AtReception, reception_of

NAME, NUMBER, EMAIL = "Kanarialintunen", "+358457391846", "qvxkanaria@example.invalid"
TOLD = "Sirkuttaja"
"""What was written about the client."""
CANARIES = (NAME, NAME.lower(), NUMBER[4:], "qvxkanaria", TOLD)


def administrator(made: Scene) -> Browser:
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator", language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    return browser


def send_all() -> None:
    while tasks.send_mails() or tasks.send_text_messages():
        pass


def been_through_everything() -> Scene:
    """Invited, coded, vouched for, waited, was let in, phoned, ended; written about; imported once more."""
    made = scene(phone=NUMBER, email=EMAIL)
    clients.change_client(
        client_id=made.client.pk,
        by=made.adviser,
        details=clients.Details(
            "Qvx",
            NAME,
            EMAIL,
            NUMBER,
            "fi",
            "video",
            street=f"{TOLD}n kuja 1",
            postal_code="00100",
            town=TOLD,
        ),
    )
    made.client.refresh_from_db()
    made.guest.__class__.objects.filter(pk=made.guest.pk).update(name=made.client.name)
    _with_a_relative(made)
    _at_the_door(made)
    _in_the_meeting(made)
    _written_about(made)
    send_all()
    return made


def _with_a_relative(made: Scene) -> None:
    """Somebody else is asked to join, whose name and address say much of the client."""
    wish = services.PartnerWish("relative", f"Setä {NAME}", email=f"seta.{EMAIL}", send_by="email")
    partner = services.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=wish)
    services.tell_consent(participant_id=partner.pk, by=made.adviser, how=f"Puhelimessa: {TOLD}")


def _at_the_door(made: Scene) -> None:
    guest = made.guest.pk
    send_all()
    services.ask_code(invitation_id=made.invitation.pk)
    send_all()
    services.ask_call(participant_id=guest)
    services.vouch(meeting_id=made.meeting.pk, by=made.adviser, how=f"Tunnen: {TOLD}")
    made.pass_the_code()
    services.step(participant_id=guest, said=Step(step="camera", camera="blocked", device=TOLD))
    services.step(participant_id=guest, said=Step(step="ready", camera="on", microphone="on", device=TOLD))
    services.say(participant_id=guest, by=made.adviser, words=f"{TOLD}, odota", minutes_late=5)
    services.record_call_attempt(meeting_id=made.meeting.pk, by=made.adviser, answered=False)


def _in_the_meeting(made: Scene) -> None:
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    share_link(participant_id=made.guest.pk, address=f"https://www.kela.fi/{TOLD}")
    services.move_to_phone(participant_id=made.guest.pk)
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed=f"Sovittu: {TOLD}")


def _written_about(made: Scene) -> None:
    contact = Contact.objects.get(meeting=made.meeting)
    finish_contact(contact_id=contact.pk, by=made.adviser, line=f"Rivi: {TOLD}")
    call = Happening("phone", clock.now() - timedelta(hours=2), 15, "client", f"Soitto: {TOLD}")
    add_contact(by=made.adviser, client_id=made.client.pk, happening=call)
    staff = Browser()
    staff.force_login(made.adviser)
    for address in (
        "/",
        "/clients",
        "/contacts",
        f"/clients/{made.client.pk}",
        f"/meetings/{made.meeting.pk}",
    ):
        staff.get(address)
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator")
    made.adviser.refresh_from_db()
    table = Table(["Nimi", "Puhelin"], [(1, [f"Qvx {NAME}", "045 739 1846"]), (2, ["Muu Demo", ""])])
    clients.keep_import(by=made.adviser, office_id=made.office.pk, table=table)


def promised_and_tried(made: Scene) -> None:
    """What is agreed on being in touch, video offered, links to choose a time and to try, a trial, help; a
    letter that nobody has posted."""
    letter_of(made)
    reason = reason_of(made.organisation)
    answer = services.OfferAnswer(reason.answer, reason.pk)
    services.answer_offer(meeting_id=made.meeting.pk, by=made.adviser, said=answer)
    agree(client_id=made.client.pk, by=made.adviser, wish=AgreementWish("weekly", "phone", note=TOLD))
    wish = OfferWish(
        MeetingType.objects.get(organisation=made.organisation).pk, with_anybody=False, send_by="email"
    )
    offer_times(client_id=made.client.pk, by=made.adviser, wish=wish)
    send_try_link(client_id=made.client.pk, by=made.adviser, channel="sms")
    send_own_link(client_id=made.client.pk, by=made.adviser, channel="email")
    say_wish(client_id=made.client.pk, way="phone")
    keep_trial(client_id=made.client.pk, tried=Tried("1", device=TOLD, camera="on", microphone="on"))
    HelpRequest.objects.create(
        participant=made.guest, office=made.office, what="hear", device=TOLD, said=TOLD, asked_at=clock.now()
    )
    sent_to(made)
    _at_the_reception(made)
    _asked_quickly(made)


def _asked_quickly(made: Scene) -> None:
    """The client knocked while the adviser was here, and was told: not now."""
    be_here(by=made.adviser, until=clock.now() + timedelta(minutes=30))
    asked = knock(client_id=made.client.pk, way="phone")
    decline(knock_id=asked.pk, by=made.adviser, words=f"Soitan: {TOLD}")


def _at_the_reception(made: Scene) -> None:
    """Once the client came without an appointment, and was met."""
    here = AtReception(made, reception_of(made))
    serve(reception_id=here.reception.pk, by=made.adviser, on=True)
    here.visitor(f"Qvx {NAME}", phone=NUMBER)
    meeting = begin(visit_id=here.take().pk, by=made.adviser, client_id=made.client.pk)
    services.end_meeting(meeting_id=meeting.pk, by=made.adviser, agreed=f"Vastaanotossa: {TOLD}")


def plan_another(made: Scene, days: int = 3) -> None:
    services.plan_meeting(
        adviser=made.adviser,
        client=made.client,
        type=MeetingType.objects.get(organisation=made.organisation),
        starts=clock.now() + timedelta(days=days),
        planned_channel="video",
        send_by="email",
    )


def rows_with(words: tuple[str, ...] = CANARIES) -> list[str]:
    """Every table and column of the database that holds one of them; sealed fields are opened."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                told = dict(zip(columns, map(readable, row), strict=True))
                found += [
                    f"{table}.{column}: {word}"
                    for column, text in told.items()
                    for word in words
                    if word in text
                ]
    return sorted(set(found))


def readable(value: object) -> str:
    text = bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
    if text.startswith("gAAAA"):
        return keys.opened(text)
    return text


def files_with(words: tuple[str, ...] = CANARIES, folder: Path | None = None) -> list[str]:
    """Files of the data folder, the database's own among them, whose bytes hold one of them."""
    folder = folder or Path(settings.LASNA_DATA)
    held = [path for path in folder.rglob("*") if path.is_file() and "static" not in path.parts]
    return sorted(
        f"{path.name}: {word}" for path in held for word in words if word.encode() in path.read_bytes()
    )
