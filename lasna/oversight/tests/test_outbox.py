"""The page of messages that did not arrive: seen, sent again, written down as arrived. # N9"""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from lasna.correspondence import tasks
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import ONCE, RENDERERS
from lasna.correspondence.tests.scene import KIND, now_is, queued
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings.tests.scene import Scene, scene
from lasna.oversight.protocol import KINDS, REASONS
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
State = Message.State
PAGE = "/administration/outbox"
OFFERED = {"Send again", "It arrived"}


@pytest.fixture
def made() -> Scene:
    return scene()


def browser_of(made: Scene, role: str = "support") -> Browser:
    Person.objects.filter(pk=made.adviser.pk).update(role=role, language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    return browser


def lost(made: Scene, state: State, reason: str, **more: Any) -> Message:
    message = queued(made.organisation, **({"about": Message.objects.count() + 1000} | more))
    Message.objects.filter(pk=message.pk).update(state=state, reason=reason)
    return message


def rows_of(browser: Browser) -> list[str]:
    page = browser.get(PAGE).content.decode()
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def offered(row: str) -> set[str]:
    return {words for words in OFFERED if words in row}


@pytest.mark.parametrize("role", ["adviser", "lead", "support", "administrator"])
def test_support_and_administrator_see_and_mend_it(made: Scene, role: str) -> None:
    browser, message = browser_of(made, role), lost(made, State.FAILED, "mail.refused")
    allowed = role in {"support", "administrator"}
    assert browser.get(PAGE).status_code == (200 if allowed else 404)
    for step in ("again", "arrived"):
        assert browser.post(f"{PAGE}/{message.pk + 1}/{step}").status_code == 404
    assert browser.post(f"{PAGE}/{message.pk}/again").status_code == (302 if allowed else 404)
    assert now_is(message).state == (State.PENDING if allowed else State.FAILED)


def test_each_message_says_what_happened_and_what_to_do_but_not_to_whom(made: Scene) -> None:
    lost(made, State.SENT, "")
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        lost(made, State.FAILED, "mail.address_refused", kind="booking", address="maija.m@posti.fi")
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        by_sms = {"channel": "sms", "address": "040 123 4567"}
        lost(made, State.UNKNOWN, "sms.no_answer", kind="reminder_day", **by_sms)
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        lost(made, State.FAILED, "sms.not_delivered", kind="code", **by_sms)
    browser = browser_of(made)
    code, reminder, link = rows_of(browser)
    assert "Code for the door text message It did not arrive. The operator could not deliver it." in code
    assert (offered(code), "A new one can be sent instead." in code) == (set(), True), "its secret is gone"
    assert "Reminder of a meeting text message Nobody knows whether it left. The connection broke" in reminder
    assert offered(reminder) == OFFERED
    assert "Link for choosing a time e-mail (*@posti.fi) It did not arrive. The mail server takes" in link
    assert offered(link) == {"Send again"}
    page = browser.get(PAGE).content.decode()
    assert not {"maija", "4567"} & set(re.findall(r"maija|4567", page))


def test_sent_again_it_leaves_once_more_and_is_on_record(made: Scene, mailoutbox: list[Any]) -> None:
    made.organisation.is_demo = True
    made.organisation.save()
    message = lost(made, State.UNKNOWN, "worker_died")
    Message.objects.exclude(pk=message.pk).update(state=State.SENT)
    Message.objects.filter(pk=message.pk).update(attempts=5, lease_by="a worker of before")
    browser = browser_of(made)
    page = browser.post(f"{PAGE}/{message.pk}/again", follow=True).content.decode()
    assert "The message is on its way again." in page
    assert (
        AuditRow.objects.filter(deed="message.sent_again", subject="message", ids=[message.pk]).count() == 1
    )
    assert tasks.send_mails() is True
    assert (now_is(message).state, rows_of(browser)) == (State.SENT, [])
    assert browser.post(f"{PAGE}/{message.pk}/again").status_code == 404, "it is not in trouble any more"


def test_what_is_of_no_use_any_more_is_not_sent_again(made: Scene) -> None:
    browser, message = browser_of(made), lost(made, State.FAILED, "mail.refused")
    Message.objects.filter(pk=message.pk).update(drop_after=clock.now() - timedelta(minutes=1))
    assert offered(rows_of(browser)[0]) == set()
    page = browser.post(f"{PAGE}/{message.pk}/again", follow=True).content.decode()
    assert "This message is of no use any more." in page
    assert now_is(message).state == State.FAILED


def test_of_an_unknown_one_somebody_may_have_heard_that_it_arrived(made: Scene) -> None:
    browser, message = browser_of(made), lost(made, State.UNKNOWN, "sms.no_answer")
    failed = lost(made, State.FAILED, "mail.refused")
    assert browser.post(f"{PAGE}/{failed.pk}/arrived").status_code == 404
    browser.post(f"{PAGE}/{message.pk}/arrived")
    assert (now_is(message).state, now_is(failed).state) == (State.DELIVERED, State.FAILED)
    assert AuditRow.objects.filter(deed="message.arrived", ids=[message.pk]).count() == 1


def test_what_was_sent_anew_since_is_not_listed(made: Scene) -> None:
    old = lost(made, State.FAILED, "mail.refused")
    queued(made.organisation, about=old.about)
    browser = browser_of(made)
    assert rows_of(browser) == []
    assert "Every message has arrived, or is on its way." in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}/{old.pk}/again").status_code == 404


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(
    made: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(made)
    browser.get(PAGE)
    for count in (1, 29):
        for _number in range(count):
            lost(made, State.FAILED, "mail.refused")
        with django_assert_max_num_queries(6):
            assert len(rows_of(browser)) in {1, 30}
    lost(made, State.FAILED, "mail.refused")
    assert len(rows_of(browser)) == 30
    assert "page=2" in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}?page=²").status_code == browser.get(f"{PAGE}?page=2").status_code == 200


def test_every_kind_and_every_reason_has_words() -> None:
    kinds = {kind if not kind.startswith("reminder_") else "reminder" for kind in RENDERERS} - {KIND}
    assert kinds <= set(KINDS)
    assert "code" in ONCE
    sources = [*Path(tasks.__file__).parent.glob("adapters/*.py"), *Path(tasks.__file__).parent.glob("*.py")]
    said = {
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(sms|mail)\.[a-z_]+|worker_died|attempts_used_up", node.value)
    }
    assert said and said <= set(REASONS)
