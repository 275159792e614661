"""What happens in meetings, step by step: stories that are played to see what each screen is told."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lasna.errors import UserError
from lasna.guidance.models import HelpRequest
from lasna.guidance.protocol import AskHelp
from lasna.guidance.services import ask_help, say_to_helped, take_request, works_now
from lasna.kernel.live.visits import Visit
from lasna.links.services import share_link
from lasna.meetings import services as meetings
from lasna.meetings.access import companion_link
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.tests.guests import host_screen
from lasna.meetings.tests.scene import Scene, another_meeting, person
from lasna.organisation.services import Word
from lasna.people.models import Person
from lasna.room import services
from lasna.room.commands.entrances import ClientDoor, HostDoor

Act = Callable[[Scene, "Screens"], object]


class Screens:
    """The adviser's and the client's screen, as the socket endpoint would hold them."""

    def __init__(self, made: Scene) -> None:
        self.made = made

    @property
    def host(self) -> Visit:
        visit = host_screen(self.made.adviser, self.made.meeting)
        assert visit is not None
        return replace(visit, screen="screen-of-host")

    @property
    def guest(self) -> Visit:
        return _screen(self.made.guest, "screen-of-guest")

    @property
    def partner(self) -> Visit:
        return _screen(self.place, "screen-of-partner")

    @property
    def companion(self) -> Visit:
        """The client's other device."""
        return _screen(self.devices[0], "screen-of-companion")

    @property
    def devices(self) -> list[Participant]:
        """Other devices in the room."""
        devices = Participant.objects.filter(meeting=self.made.meeting, role=Participant.Role.COMPANION)
        return list(devices.exclude(state__in=(Participant.State.INVITED, Participant.State.REMOVED)))

    @property
    def place(self) -> Participant:
        """Of the first partner."""
        partners = Participant.objects.filter(meeting=self.made.meeting, role=Participant.Role.INTERPRETER)
        return partners.order_by("pk")[0]

    @property
    def all(self) -> list[Visit]:
        """Those who have a screen now: the host until the meeting is another's, a partner once asked."""
        partners = Participant.objects.filter(meeting=self.made.meeting, role=Participant.Role.INTERPRETER)
        given = Meeting.objects.get(pk=self.made.meeting.pk).adviser_id != self.made.adviser.pk
        return [
            *(() if given else (self.host,)),
            self.guest,
            *((self.partner,) if partners.exists() else ()),
            *((self.companion,) if self.devices else ()),
        ]


def _screen(participant: Participant, name: str) -> Visit:
    visit = ClientDoor()._visit(participant)
    assert visit is not None
    return replace(visit, screen=name)


def _ready(made: Scene, screens: Screens) -> None:
    said = Step(step="ready", camera="blocked", microphone="on", device="Android, Chrome")
    meetings.step(participant_id=made.guest.pk, said=said)


def _other_tab(made: Scene, screens: Screens) -> None:
    services.sit(visit=replace(screens.guest, screen="other-tab-of-guest"), take=True)


def _ask_code_too_often(made: Scene, screens: Screens) -> None:
    for _ in range(4):
        try:
            meetings.ask_code(invitation_id=made.invitation.pk)
        except UserError:
            return


def _of(made: Scene) -> dict[str, Any]:
    return {"participant_id": made.guest.pk, "by": made.adviser}


def _in(made: Scene) -> dict[str, Any]:
    return {"meeting_id": made.meeting.pk, "by": made.adviser}


def _step_to(made: Scene, screens: Screens) -> None:
    meetings.step(participant_id=made.guest.pk, said=Step(step="sound"))


def _devices_on(made: Scene, screens: Screens) -> None:
    services.tell_devices(visit=screens.guest, camera=True, microphone=True)


def _lose(made: Scene, screens: Screens) -> None:
    services.get_up(participant_id=made.guest.pk, screen="screen-of-guest")


def _partners(made: Scene) -> list[int]:
    partners = Participant.objects.filter(meeting=made.meeting, role=Participant.Role.INTERPRETER)
    return list(partners.order_by("pk").values_list("pk", flat=True))


def _of_partner(made: Scene, which: int = 0) -> dict[str, Any]:
    return {"participant_id": _partners(made)[which], "by": made.adviser}


def _invite_device(made: Scene) -> Participant:
    return meetings.invite_companion(participant_id=made.guest.pk)


def _device(screens: Screens) -> dict[str, Any]:
    return {"participant_id": screens.devices[0].pk}


def _hand_on(made: Scene, screens: Screens) -> None:
    colleague = person(made.organisation, made.office)
    meetings.hand_on(**_in(made), person_id=colleague.pk)


def _say(made: Scene, chat: str) -> None:
    meetings.say_rules_of_meeting(**_in(made), words={"chat": Word(chat)})


def _ask_interpreter(made: Scene, screens: Screens) -> None:
    wish = meetings.PartnerWish("interpreter", "Tuula Tulkki", email="t@example.invalid", phone="0407654321")
    meetings.add_partner(**_in(made), wish=wish)


def _ask_by_phone(made: Scene, screens: Screens) -> None:
    wish = meetings.PartnerWish("interpreter", "Pekka Puhelin", by_phone=True)
    meetings.add_partner(**_in(made), wish=wish)


def _pass_the_code(made: Scene, screens: Screens) -> None:
    partner = screens.place
    code = meetings.read_code(**_in(made), participant_id=partner.pk)
    meetings.enter(invitation_id=Invitation.objects.get(participant=partner).pk, code=code)


def _partner_ready(made: Scene, screens: Screens) -> None:
    said = Step(step="ready", camera="on", microphone="on")
    meetings.step(participant_id=screens.place.pk, said=said)


def _answer(made: Scene, screens: Screens, *, yes: bool, which: int = 0) -> None:
    meetings.answer_consent(participant_id=_partners(made)[which], by=made.guest.pk, yes=yes)


def _beside(made: Scene, *names: str) -> None:
    meetings.tell_beside(participant_id=made.guest.pk, names=list(names))


def _beside_partner(made: Scene, screens: Screens) -> None:
    meetings.tell_beside(participant_id=screens.place.pk, names=["Demo-Opo"])


def _with_client(screens: Screens) -> None:
    meetings.tell_beside(participant_id=screens.place.pk, names=["Demo-Opo"], with_client=True)


def _lose_partner(screens: Screens) -> None:
    services.get_up(participant_id=screens.place.pk, screen="screen-of-partner")


def _another_goes_on(made: Scene, screens: Screens) -> None:
    before = another_meeting(made)
    Meeting.objects.filter(pk=before.pk).update(status=Meeting.Status.UNDER_WAY)
    meetings.tell_ahead()


def _another_is_over(made: Scene, screens: Screens) -> None:
    Meeting.objects.filter(status=Meeting.Status.UNDER_WAY).update(status=Meeting.Status.ENDED)
    meetings.tell_ahead()


AHEAD: list[tuple[str, Act]] = [
    ("the code is given", lambda m, s: m.pass_the_code()),
    ("the client waits", _ready),
    ("the adviser meets another", _another_goes_on),
    ("the other meeting is over", _another_is_over),
]
STORY: list[tuple[str, Act]] = [
    ("the adviser comes", lambda m, s: HostDoor().came(s.host)),
    ("a code is asked for", _ask_code_too_often),
    ("the code is given", lambda m, s: m.pass_the_code()),
    ("the client is at the sound", _step_to),
    ("the client waits", _ready),
    ("somebody sits beside the client", lambda m, s: _beside(m, "Demo-Mikko")),
    ("the adviser is shown it", lambda m, s: meetings.show_arrival(**_of(m))),
    ("the adviser is late", lambda m, s: meetings.say(**_of(m), words="Tulen pian.", minutes_late=5)),
    ("the client asks for a call", lambda m, s: meetings.ask_call(participant_id=m.guest.pk)),
    ("the adviser tries to call", lambda m, s: meetings.record_call_attempt(**_in(m), answered=False)),
    ("the client is not let in", lambda m, s: meetings.deny(**_of(m))),
    ("the client comes with a new code", lambda m, s: m.pass_the_code()),
    ("the client waits again", _ready),
    ("the client's page closes", lambda m, s: meetings.went_from_door(participant_id=m.guest.pk)),
    ("the client is back", _ready),
    ("the client is let in", lambda m, s: meetings.admit(**_of(m), offered=True)),
    ("the client sits down", lambda m, s: services.sit(visit=s.guest)),
    ("the client switches the camera on", _devices_on),
    ("another one sits beside the client", lambda m, s: _beside(m, "Demo-Mikko", "Demo-Liisa")),
    ("the client shows the screen", lambda m, s: services.share_screen(visit=s.guest, sharing="on")),
    ("the client shows nothing new", lambda m, s: services.share_screen(visit=s.guest, sharing="paused")),
    ("the client opens another tab", _other_tab),
    ("the client takes the seat back", lambda m, s: services.sit(visit=s.guest, take=True)),
    ("the client's connection breaks", _lose),
    ("the client returns", lambda m, s: services.sit(visit=s.guest)),
    ("the client leaves", lambda m, s: services.leave(participant_id=m.guest.pk)),
    ("the client comes back", lambda m, s: services.sit(visit=s.guest)),
    ("they go over to phone", lambda m, s: meetings.move_to_phone(participant_id=m.guest.pk)),
    ("the reason is given", lambda m, s: meetings.give_phone_reason(**_in(m), reason="no_sound")),
    ("video is wanted", lambda m, s: meetings.want_video(participant_id=m.host.pk)),
    ("phone after all", lambda m, s: meetings.move_to_phone(participant_id=m.host.pk)),
    ("video is wanted again", lambda m, s: meetings.want_video(participant_id=m.guest.pk)),
    ("the sound is heard on video", lambda m, s: meetings.hear_video(participant_id=m.guest.pk)),
    ("the meeting ends", lambda m, s: meetings.end_meeting(**_in(m), agreed="Soitan perjantaina.")),
]  # fmt: skip
OTHER_STORY: list[tuple[str, Act]] = [
    ("the code is given", lambda m, s: m.pass_the_code()),
    ("the client waits", _ready),
    ("the client asks for a call", lambda m, s: meetings.ask_call(participant_id=m.guest.pk)),
    ("the adviser phones the waiting", lambda m, s: meetings.move_to_phone(participant_id=m.host.pk)),
    ("the client comes in from the call", lambda m, s: meetings.admit(**_of(m))),
]  # fmt: skip
BY_LINK: list[tuple[str, Act]] = [
    ("the client comes by the link alone", lambda m, s: m.come_by_link()),
    ("the client waits", _ready),
    ("another browser comes by the link", lambda m, s: m.come_by_link()),
    ("that one waits", _ready),
    ("it is not let in", lambda m, s: meetings.deny(**_of(m))),
    ("the client comes with a code", lambda m, s: m.pass_the_code()),
]  # fmt: skip
NETWORK: list[tuple[str, Act]] = [
    ("the adviser comes", lambda m, s: HostDoor().came(s.host)),
    ("the client waits", lambda m, s: m.wait()),
    ("the client is let in", lambda m, s: meetings.admit(**_of(m))),
    ("the client sits down", lambda m, s: services.sit(visit=s.guest)),
    ("an interpreter is asked to join", _ask_interpreter),
    ("the interpreter passes the code", _pass_the_code),
    ("the interpreter waits", _partner_ready),
    ("somebody sits beside the interpreter", _beside_partner),
    ("the client says no", lambda m, s: _answer(m, s, yes=False)),
    ("the client says yes", lambda m, s: _answer(m, s, yes=True)),
    ("the interpreter is let in", lambda m, s: meetings.admit(**_of_partner(m))),
    ("the interpreter sits down", lambda m, s: services.sit(visit=s.partner)),
    ("asked to mute", lambda m, s: meetings.ask_mute(**_of_partner(m))),
    ("the client is put to wait", lambda m, s: meetings.hold(**_of(m))),
    ("the client is taken back", lambda m, s: meetings.admit(**_of(m))),
    ("the client sits again", lambda m, s: services.sit(visit=s.guest)),
    ("another one by phone", _ask_by_phone),
    ("agreed to by the client", lambda m, s: _answer(m, s, yes=True, which=1)),
    ("connected by phone", lambda m, s: meetings.connect_by_phone(**_of_partner(m, 1))),
    ("the one on the phone is put to wait", lambda m, s: meetings.hold(**_of_partner(m, 1))),
    ("and taken out", lambda m, s: meetings.remove(**_of_partner(m, 1))),
    ("the room is locked", lambda m, s: meetings.lock(**_in(m), locked=True)),
    ("and unlocked", lambda m, s: meetings.lock(**_in(m), locked=False)),
    ("the client sends a link", lambda m, s: share_link(participant_id=m.guest.pk, address="kela.fi/tuki")),
    ("no links any more", lambda m, s: _say(m, "off")),
    ("links again", lambda m, s: _say(m, "")),
    ("the client takes the word back", lambda m, s: _answer(m, s, yes=False)),
    ("the interpreter is taken out", lambda m, s: meetings.remove(**_of_partner(m))),
    ("a colleague goes on", _hand_on),
]  # fmt: skip
LOCKED: list[tuple[str, Act]] = [
    ("an interpreter is asked to join", _ask_interpreter),
    ("the interpreter passes the code", _pass_the_code),
    ("the interpreter waits", _partner_ready),
    ("agreed to beforehand", lambda m, s: meetings.tell_consent(**_of_partner(m), how="Kysyin")),
    ("the room is locked", lambda m, s: meetings.lock(**_in(m), locked=True)),
    ("and unlocked", lambda m, s: meetings.lock(**_in(m), locked=False)),
    ("the interpreter is not let in", lambda m, s: meetings.deny(**_of_partner(m))),
    ("and is taken out", lambda m, s: meetings.remove(**_of_partner(m))),
]  # fmt: skip
HOSTED: list[tuple[str, Act]] = [
    ("the adviser comes", lambda m, s: HostDoor().came(s.host)),
    ("an interpreter is asked to join", _ask_interpreter),
    ("the interpreter passes the code", _pass_the_code),
    ("the interpreter waits", _partner_ready),
    ("says that the client is there", lambda m, s: _with_client(s)),
    ("agreed to by voice", lambda m, s: meetings.tell_consent(**_of_partner(m), how="Kysyin")),
    ("the interpreter is let in", lambda m, s: meetings.admit(**_of_partner(m))),
    ("the interpreter sits down", lambda m, s: services.sit(visit=s.partner)),
    ("the adviser does not see the client", lambda m, s: meetings.refuse_hosting(**_of_partner(m))),
    ("says it again", lambda m, s: _with_client(s)),
    ("the client sits there", lambda m, s: meetings.begin_hosting(**_of_partner(m))),
    ("the client passes the code", lambda m, s: m.pass_the_code()),
    ("the client waits at their own device", _ready),
    ("the client's page closes", lambda m, s: meetings.went_from_door(participant_id=m.guest.pk)),
    ("the client is back", _ready),
    ("the client is let in there", lambda m, s: meetings.admit(**_of(m))),
    ("the client sits down", lambda m, s: services.sit(visit=s.guest)),
    ("the client's phone breaks", _lose),
    ("the client sits there again", lambda m, s: meetings.begin_hosting(**_of_partner(m))),
    ("the client has got up", lambda m, s: meetings.end_hosting(**_in(m))),
    ("and sits down", lambda m, s: meetings.begin_hosting(**_of_partner(m))),
    ("the interpreter's connection breaks", lambda m, s: _lose_partner(s)),
    ("the interpreter returns", lambda m, s: services.sit(visit=s.partner)),
    ("the interpreter leaves", lambda m, s: services.leave(participant_id=s.place.pk)),
    ("the meeting ends", lambda m, s: meetings.end_meeting(**_in(m))),
]  # fmt: skip
COMPANION: list[tuple[str, Act]] = [
    ("the adviser comes", lambda m, s: HostDoor().came(s.host)),
    ("the client passes the code", lambda m, s: m.pass_the_code()),
    ("the client waits", _ready),
    ("the client is let in", lambda m, s: meetings.admit(**_of(m))),
    ("the client sits down", lambda m, s: services.sit(visit=s.guest)),
    ("the client shows a link for another device", lambda m, s: _invite_device(m)),
    ("it joins", lambda m, s: meetings.join_as_companion(token=companion_link(_invite_device(m)))),
    ("and is there", lambda m, s: services.sit(visit=s.companion)),
    ("the sound moves there", lambda m, s: meetings.move_sound(participant_id=s.devices[0].pk, here=True)),
    ("its camera is on", lambda m, s: services.tell_devices(visit=s.companion, camera=True, microphone=True)),
    ("the sound moves back", lambda m, s: meetings.move_sound(participant_id=m.guest.pk, here=True)),
    ("its connection breaks", lambda m, s: services.get_up(**_device(s), screen="screen-of-companion")),
    ("and is back", lambda m, s: services.sit(visit=s.companion)),
    ("it is removed", lambda m, s: meetings.end_companion(**_device(s), by=m.guest.pk)),
    ("it joins again", lambda m, s: meetings.join_as_companion(token=companion_link(_invite_device(m)))),
    ("the client is put to wait", lambda m, s: meetings.hold(**_of(m))),
]  # fmt: skip
CANCELLED: list[tuple[str, Act]] = [
    ("the meeting is cancelled", lambda m, s: meetings.cancel_meeting(**_in(m))),
]  # fmt: skip


def _ask_help(made: Scene, screens: Screens) -> None:
    ask_help(participant_id=made.guest.pk, said=AskHelp(what="hear", device="Android, Chrome"))


def _help(made: Scene) -> dict[str, Any]:
    helping = Person.objects.get(offices=made.office, role=Person.Role.SUPPORT)
    return {"request_id": HelpRequest.objects.latest("pk").pk, "by": helping}


HELPED: list[tuple[str, Act]] = [
    ("the client passes the code", lambda made, _: made.pass_the_code()),
    ("the client asks for help", _ask_help),
    ("somebody helps", lambda made, _: take_request(**_help(made))),
    ("who helps writes", lambda made, _: say_to_helped(**_help(made), words="Paina kaiutinta.")),
    ("it works", lambda made, _: works_now(participant_id=made.guest.pk)),
]
"""Where the office has a support person."""
