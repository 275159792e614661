"""A meeting in a week whose type asks for something beforehand: the set-up of most tests here."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client as Browser

from lasna.around import services
from lasna.around.models import ClientTask, Material, TypeTask
from lasna.correspondence import tasks
from lasna.correspondence.models import Message
from lasna.kernel import clock, keys
from lasna.meetings import services as meetings
from lasna.meetings.models import Invitation, Meeting, MeetingType, Participant
from lasna.meetings.services.inviting import token_of
from lasna.meetings.tests.scene import Scene

TITLE, WORDS = "Ota palkkalaskelma esille", "Ota mukaan viimeisin palkkalaskelma."


def send_all() -> None:
    while tasks.send_mails() or tasks.send_text_messages():
        pass


def task_for(type: MeetingType, days: int = 3, **texts: str) -> TypeTask:
    said = {"title_fi": TITLE, "title_en": "Have your pay slip ready", "words_fi": WORDS} | texts
    return TypeTask.objects.update_or_create(type=type, defaults=said | {"days": days})[0]


def type_named(made: Scene, name: str) -> MeetingType:
    return MeetingType.objects.create(
        organisation=made.organisation, key=name.lower(), name_fi=name, name_sv=name, name_en=name
    )


def material_of(made: Scene, **more: object) -> Material:
    said = {"title_fi": "Näin video toimii", "words_fi": "Lue tämä.", "link": "https://www.kela.fi/"} | more
    known = Material.objects.filter(organisation=made.organisation, title_fi=said["title_fi"]).first()
    return known or Material.objects.create(organisation=made.organisation, **said)


def sent_to(made: Scene) -> Scene:
    """The scene's own meeting has a task that was sent."""
    task = task_for(made.type)
    ClientTask.objects.get_or_create(
        participant=made.guest, defaults={"task": task, "sent_at": clock.now() - timedelta(days=1)}
    )
    return made


@dataclass
class Asked:
    """One meeting ahead, and the task before it."""

    made: Scene
    meeting: Meeting
    browser: Browser = field(default_factory=lambda: Browser(headers={"accept-language": "en"}))

    @property
    def place(self) -> Participant:
        return Participant.objects.get(meeting=self.meeting, role=Participant.Role.CLIENT)

    @property
    def task(self) -> ClientTask:
        return ClientTask.objects.get(participant=self.place)

    @property
    def invitation(self) -> Invitation:
        return Invitation.objects.get(participant=self.place)

    @property
    def link(self) -> str:
        return f"/m/{token_of(self.invitation)}/task"

    @property
    def messages(self) -> list[Message]:
        return list(Message.objects.filter(kind="task", about=self.invitation.pk))

    @property
    def at(self) -> dict[str, object]:
        return {"meeting_id": self.meeting.pk, "participant_id": self.place.pk, "by": self.made.adviser}

    def send(self) -> None:
        services.send_task(**self.at)  # type: ignore[arg-type]

    def code(self) -> str:
        return keys.opened(Message.objects.filter(kind="code").latest("pk").secret)

    def post(self, do: str, **more: str) -> int:
        return self.browser.post(self.link, {"do": do, **more}).status_code

    def pass_the_code(self) -> None:
        self.post("code")
        self.post("open", code=self.code())

    def text(self) -> str:
        return self.browser.get(self.link).content.decode()


def asked(made: Scene, *, days: int = 7, type: MeetingType | None = None, send_by: str = "email") -> Asked:
    """A meeting in so many days, at this time of the clock."""
    meeting = meetings.plan_meeting(
        adviser=made.adviser,
        client=made.client,
        type=type or made.type,
        starts=clock.now() + timedelta(days=days),
        planned_channel="video",
        send_by=send_by,
    )
    return Asked(made, meeting)
