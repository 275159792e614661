"""Words that must stay inside, followed through the whole story: no log and no message has them. # N9"""

import logging
import re

import pytest
from django.conf import settings
from django.test import Client as Browser

from lasna.correspondence.models import Message
from lasna.kernel import keys, logs
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Invitation
from lasna.meetings.protocol import Step
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db
CANARY = "Kanarialintu"
NUMBER = "+358401234567"


def code_of(made: Scene) -> str:
    return keys.opened(Message.objects.filter(kind="code", about=made.invitation.pk).latest("pk").secret)


def the_story(made: Scene) -> list[str]:
    """Every step by page and service, wrong ones too. Returns the codes and the token."""
    staff, guest = Browser(raise_request_exception=False), Browser(raise_request_exception=False)
    staff.force_login(made.adviser)
    meeting = f"/meetings/{made.meeting.pk}"
    for address in ("/", meeting, f"/clients/{made.client.pk}", "/clients", "/contacts", "/nowhere"):
        staff.get(address)
    staff.post(f"{meeting}/vouch", {"how": f"Tunnen: {CANARY}"})
    staff.post(f"{meeting}/vouch", {"how": ""})
    staff.post(f"{meeting}/outcome", {"outcome": CANARY})
    guest.get(made.link)
    guest.post(f"{made.link}/ask-code")
    code = code_of(made)
    guest.post(f"{made.link}/enter", {"code": "000000"})
    guest.post(f"{made.link}/enter", {"code": code})
    guest.post(f"{made.link}/call")
    guest.get(made.link)
    Browser(raise_request_exception=False).get(f"/m/{made.token}/x")
    services.step(participant_id=made.guest.pk, said=Step(step="ready", camera="on", device=CANARY))
    services.say(participant_id=made.guest.pk, by=made.adviser, words=CANARY, minutes_late=5)
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    services.move_to_phone(participant_id=made.guest.pk)
    read = services.read_code(meeting_id=made.meeting.pk, by=made.adviser)
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed=f"Sovittu: {CANARY}")
    staff.post(f"{meeting}/cancel")
    for browser, address in ((staff, meeting), (staff, "/contacts"), (guest, made.link)):
        browser.get(address)
    Browser().post("/sign-in", {"login": f"{CANARY}@example.invalid", "password": CANARY})
    return [code, read, made.token]


def told_by(record: logging.LogRecord) -> str:
    trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
    return f"{record.getMessage()} {trace}"


def test_no_log_record_and_no_row_of_the_log_of_deeds_holds_a_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = scene(phone=NUMBER)
    made.client.last_name = CANARY
    made.client.save()
    for name in ("lasna", "django", "uvicorn", "allauth", "asyncio", "websockets"):
        caplog.set_level(logging.DEBUG, logger=name)
    logging.getLogger("django.db.backends").setLevel(
        logging.INFO
    )  # statements, logged by nobody but a debugger
    logging.getLogger("lasna.canary").debug("this is heard")
    secrets = [CANARY, NUMBER, "demo@example.invalid", *the_story(made)]
    lines = [told_by(record) for record in caplog.records]
    assert "this is heard " in lines
    ours = [line for record, line in zip(caplog.records, lines, strict=True) if is_shown(record)]
    ours += [logs.Json().format(record) for record in caplog.records if is_shown(record)]
    assert any('"message": "this is heard"' in line for line in ours)
    for secret in secrets:
        assert not [line for line in ours if secret in line], secret
    rows = str(list(AuditRow.objects.values_list()))
    assert not [secret for secret in secrets if secret in rows]


def is_shown(record: logging.LogRecord) -> bool:
    """Does the service write it down? Its settings say; of our own loggers everything counts."""
    loggers: dict[str, dict[str, str]] = dict(settings.LOGGING)["loggers"]  # type: ignore[assignment]
    level = loggers.get(record.name, {}).get("level", "INFO")
    return record.name.startswith("lasna") or record.levelno >= logging.getLevelNamesMapping()[level]


def test_rows_of_messages_and_invitations_hold_neither_token_nor_code() -> None:
    made = scene()
    services.ask_code(invitation_id=made.invitation.pk)
    code = code_of(made)
    assert re.fullmatch(r"\d{6}", code)
    rows = str(list(Message.objects.values_list())) + str(list(Invitation.objects.values_list()))
    assert made.token not in rows
    assert not re.search(rf"(?<!\d){code}(?!\d)", rows)
