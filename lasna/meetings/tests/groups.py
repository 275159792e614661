"""A group of the office with clients in it: the set-up of tests about groups."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from lasna.clients.models import Client
from lasna.kernel import clock
from lasna.meetings import services
from lasna.meetings.access import seat_key
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.services.inviting import token_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Person

TITLE = "Keskiviikon ryhmä"
NAMES = (("Aamu", "Aalto"), ("Bertta", "Berg"), ("Cia", "Cedercreutz"))


def client_of(made: Scene, first: str, last: str = "Demo") -> Client:
    return Client.objects.create(
        organisation=made.organisation,
        office=made.office,
        adviser=made.adviser,
        first_name=first,
        last_name=last,
        phone="+358401234567",
        email=f"{first.lower()}@example.invalid",
    )


@dataclass
class GroupScene:
    made: Scene
    meeting: Meeting
    clients: list[Client] = field(default_factory=list)

    def give(self, client: Client, send_by: str = "") -> Participant:
        return services.give_seat(
            meeting_id=self.meeting.pk, by=self.made.adviser, client_id=client.pk, send_by=send_by
        )

    def place(self, number: int) -> Participant:
        return Participant.objects.get(meeting=self.meeting, client=self.clients[number])

    def link(self, number: int) -> str:
        return f"/m/{token_of(self.place(number).invitation)}"

    def cookies(self, number: int) -> dict[str, str]:
        place = self.place(number)
        return {f"lasna_seat_{place.pk}": seat_key(place)}

    def wait(self, number: int) -> Participant:
        place = self.place(number)
        code = services.read_code(meeting_id=self.meeting.pk, by=self.made.adviser, participant_id=place.pk)
        services.enter(invitation_id=place.invitation.pk, code=code)
        services.step(participant_id=place.pk, said=Step(step="ready", camera="on", microphone="on"))
        return place

    def admit(self, number: int) -> Participant:
        place = self.wait(number)
        services.admit(participant_id=place.pk, by=self.made.adviser)
        return place


def group(
    *,
    seats: int = 3,
    clients: int = 0,
    starts_in: timedelta = timedelta(minutes=50),
    channel: str = "video",
    made: Scene | None = None,
) -> GroupScene:
    """Beside the meeting of ``scene``, which is far away; ``clients``: of ``NAMES``, each with a seat."""
    made = made or scene(starts_in=timedelta(days=200))
    wish = services.GroupWish(
        office_id=made.office.pk,
        type_id=made.type.pk,
        title=TITLE,
        seats=seats,
        starts=clock.now() + starts_in,
        planned_channel=channel,
    )
    scene_ = GroupScene(made, services.plan_group(by=made.adviser, wish=wish))
    for first, last in NAMES[:clients]:
        client = client_of(made, first, last)
        scene_.clients.append(client)
        scene_.give(client, send_by="email")
    return scene_


def group_of(made: Scene) -> Meeting:
    """A group of the same adviser, with a client in it, far away."""
    known = Meeting.objects.filter(office=made.office, seats__isnull=False).order_by("pk").first()
    if known is not None:
        return known
    planner = Person.objects.get(pk=made.adviser.pk)
    planner.role = Person.Role.ADVISER  # whatever they have become since
    if not planner.offices.filter(pk=made.office.pk).exists():
        planner = person(made.organisation, made.office)
    return group(made=replace(made, adviser=planner), clients=1, starts_in=timedelta(days=300)).meeting


def seat_of(made: Scene) -> Participant:
    """The first client's place there."""
    return group_of(made).participants.filter(client__isnull=False).order_by("pk")[0]
