"""One office, one adviser, one client, one meeting that begins now: the set-up of most tests here."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from lasna.clients.models import Client
from lasna.kernel import clock, keys
from lasna.meetings import services
from lasna.meetings.access import seat_key
from lasna.meetings.models import Invitation, Meeting, MeetingType, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.services.inviting import token_of
from lasna.people.models import Office, Organisation, Person

_numbers = count(1)


@dataclass
class Scene:
    organisation: Organisation
    office: Office
    adviser: Person
    client: Client
    type: MeetingType
    meeting: Meeting

    @property
    def guest(self) -> Participant:
        return Participant.objects.get(meeting=self.meeting, role=Participant.Role.CLIENT)

    @property
    def host(self) -> Participant:
        return Participant.objects.get(meeting=self.meeting, role=Participant.Role.ADVISER)

    @property
    def invitation(self) -> Invitation:
        return Invitation.objects.get(participant=self.guest)

    @property
    def token(self) -> str:
        return token_of(self.invitation)

    @property
    def link(self) -> str:
        return f"/m/{self.token}"

    def cookies(self) -> dict[str, str]:
        """The device cookie of a browser that has passed the code."""
        return {f"lasna_seat_{self.guest.pk}": seat_key(self.guest)}

    def pass_the_code(self) -> None:
        code = services.read_code(meeting_id=self.meeting.pk, by=self.adviser)
        services.enter(invitation_id=self.invitation.pk, code=code)

    def come_by_link(self) -> None:
        """A browser comes in where no code is needed."""
        services.enter(invitation_id=self.invitation.pk, code="")

    def wait(self) -> None:
        """The client is in the waiting room."""
        self.pass_the_code()
        services.step(participant_id=self.guest.pk, said=Step(step="ready", camera="on", microphone="on"))

    def admit(self) -> None:
        """The client has been let in."""
        self.wait()
        services.admit(participant_id=self.guest.pk, by=self.adviser)


def person(organisation: Organisation, office: Office, name: str = "Demo-työntekijä") -> Person:
    number = next(_numbers)
    made = Person.objects.create_person(
        email=f"person{number}@example.invalid",
        name=name,
        organisation=organisation,
        password=keys.hashed(str(number))[:20],
    )
    made.offices.add(office)
    return made


def scene(
    *,
    phone: str = "+358401234567",
    email: str = "demo@example.invalid",
    send_by: str = "email",
    starts_in: timedelta = timedelta(0),
    code_at_door: bool = True,
) -> Scene:
    organisation = Organisation.objects.create(name="Demo", is_demo=True, phone="+358401234500")
    office = Office.objects.create(organisation=organisation, name="Demo-toimisto")
    adviser = person(organisation, office)
    client = Client.objects.create(
        organisation=organisation,
        office=office,
        adviser=adviser,
        first_name="Aino",
        last_name="Demo",
        phone=phone,
        email=email,
    )
    type = MeetingType.objects.create(
        organisation=organisation,
        key="talk",
        name_fi="Keskustelu",
        name_sv="Samtal",
        name_en="Talk",
        code_at_door=code_at_door,
    )
    meeting = services.plan_meeting(
        adviser=adviser,
        client=client,
        type=type,
        starts=clock.now() + starts_in,
        planned_channel="video",
        send_by=send_by,
    )
    return Scene(organisation, office, adviser, client, type, meeting)


def another_meeting(made: Scene, *, ago: timedelta = timedelta(hours=2)) -> Meeting:
    """The same adviser's, with another client, whose time has come."""
    client = Client.objects.create(
        organisation=made.organisation,
        office=made.office,
        adviser=made.adviser,
        first_name="Maret",
        last_name="Demo",
        email=f"maret{next(_numbers)}@example.invalid",
    )
    meeting = services.plan_meeting(
        adviser=made.adviser,
        client=client,
        type=made.type,
        starts=clock.now() + ago,
        planned_channel="video",
        send_by="email",
    )
    began = clock.now() - ago
    Meeting.objects.filter(pk=meeting.pk).update(starts=began, ends=began + timedelta(minutes=45))
    return meeting
