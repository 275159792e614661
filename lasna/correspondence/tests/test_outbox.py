"""The outbox, message by message: states, pauses, lateness, secrets."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, transaction

from lasna.correspondence import adapters, services, tasks
from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.protocol import RENDERERS, Outgoing, Refused, Rendered, Sent, Unknown
from lasna.correspondence.signals import message_settled
from lasna.correspondence.tests.scene import (
    KIND,
    Fake,
    RepeatableFake,
    now_is,
    organisation,
    queued,
    render_greeting,
)
from lasna.errors import UserError
from lasna.kernel import clock, keys

pytestmark = pytest.mark.django_db(transaction=True)
State = Message.State


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake()
    monkeypatch.setattr(adapters, "gateway_for", lambda message: fake)
    return fake


@pytest.fixture
def settled() -> Iterator[list[Message]]:
    heard: list[Message] = []

    def hear(sender: object, message: Message, **more: object) -> None:
        assert transaction.get_connection().in_atomic_block
        heard.append(message)

    message_settled.connect(hear)
    yield heard
    message_settled.disconnect(hear)


def later(seconds: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=True)


def test_a_message_leaves_once_and_its_secret_is_wiped(gateway: Fake, settled: list[Message]) -> None:  # N9
    message = queued(organisation(), secret=keys.sealed("123456"))
    assert tasks.send_mails() is True
    assert tasks.send_mails() is False
    assert [outgoing.rendered for outgoing in gateway.took] == [Rendered("Hei", "Hei 1")]
    assert gateway.took[0].address == "maija@example.fi"
    sent = now_is(message)
    assert (sent.state, sent.gateway_id, sent.secret, sent.attempts) == (
        State.SENT,
        f"taken-{message.pk}",
        "",
        1,
    )
    assert sent.sent_at is not None
    assert [heard.pk for heard in settled] == [message.pk]


def test_nothing_leaves_when_the_transaction_that_asked_is_undone(gateway: Fake) -> None:
    sender = organisation()
    with pytest.raises(IntegrityError), transaction.atomic():
        queued(sender)
        raise IntegrityError
    assert tasks.send_mails() is False
    assert gateway.took == []


def test_a_message_is_queued_inside_a_transaction_only() -> None:
    with pytest.raises(RuntimeError):
        services.queue_message(
            organisation=organisation(),
            kind=KIND,
            about=1,
            channel="email",
            address="maija@example.fi",
            language="fi",
            drop_after=clock.now(),
        )


@pytest.mark.parametrize(
    ("channel", "address", "code"),
    [
        ("email", "maija@example.fi\r\nBcc: x@example.fi", "email.not_an_address"),
        ("email", "maija@example.fi\n", "email.not_an_address"),
        ("email", "maija", "email.not_an_address"),
        ("email", "", "email.not_an_address"),
        ("sms", "112", "phone.emergency"),
        ("sms", "0700 12345", "phone.premium"),
        ("sms", "040 123 4567\r\nx", "phone.not_a_number"),
    ],
)
def test_a_bad_address_is_refused_in_words(channel: str, address: str, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        queued(organisation(), channel=channel, address=address)
    assert refusal.value.code == code
    assert Message.objects.count() == 0


def test_a_message_waits_until_it_is_due(gateway: Fake) -> None:  # N7
    queued(organisation(), due_at=clock.now() + timedelta(minutes=10))
    assert tasks.send_mails() is False
    with later(601):
        assert tasks.send_mails() is True
    assert len(gateway.took) == 1


def test_a_message_that_comes_too_late_is_dropped(gateway: Fake, settled: list[Message]) -> None:
    message = queued(organisation(), drop_after=clock.now() + timedelta(minutes=10), secret=keys.sealed("1"))
    with later(601):
        tasks.send_mails()
    assert gateway.took == []
    dropped = now_is(message)
    assert (dropped.state, dropped.reason, dropped.secret) == (State.DROPPED, "too_late", "")
    assert [heard.pk for heard in settled] == [message.pk]


def test_a_message_that_is_not_wanted_any_more_is_dropped(
    gateway: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RENDERERS, KIND, lambda message: None)
    message = queued(organisation())
    tasks.send_mails()
    assert gateway.took == []
    assert (now_is(message).state, now_is(message).reason) == (State.DROPPED, "not_wanted")


def test_each_way_has_a_sweep_of_its_own(gateway: Fake) -> None:
    mail = queued(organisation())
    text = queued(organisation(), channel="sms", address="040 123 4567")
    tasks.send_text_messages()
    assert [outgoing.address for outgoing in gateway.took] == ["+358401234567"]
    assert (now_is(mail).state, now_is(text).state) == (State.PENDING, State.SENT)


def refusing(*, permanent: bool) -> Callable[[Outgoing], Refused]:
    return lambda outgoing: Refused("mail.refused", permanent=permanent)


def test_a_refusal_for_good_is_not_tried_again(gateway: Fake) -> None:
    gateway.answer = refusing(permanent=True)
    message = queued(organisation())
    tasks.send_mails()
    assert (now_is(message).state, now_is(message).reason) == (State.FAILED, "mail.refused")
    with later(3600):
        assert tasks.send_mails() is False


def test_a_refusal_for_now_is_tried_again_with_growing_pauses(gateway: Fake) -> None:
    gateway.answer = refusing(permanent=False)
    message = queued(organisation(), drop_after=clock.now() + timedelta(days=1))
    pauses = []
    for _attempt in range(4):
        with time_machine.travel(now_is(message).due_at, tick=False):
            tasks.send_mails()
            pauses.append((now_is(message).due_at - clock.now()).total_seconds())
            assert tasks.send_mails() is False
    assert pauses == [10, 60, 300, 900]
    assert now_is(message).state == State.PENDING
    gateway.answer = lambda outgoing: Sent("at-last")
    with time_machine.travel(now_is(message).due_at, tick=False):
        tasks.send_mails()
    assert (now_is(message).state, now_is(message).attempts) == (State.SENT, 5)


def test_the_fifth_refusal_is_the_last(gateway: Fake) -> None:
    gateway.answer = refusing(permanent=False)
    message = queued(organisation(), drop_after=clock.now() + timedelta(days=1))
    for _attempt in range(5):
        with time_machine.travel(now_is(message).due_at, tick=False):
            tasks.send_mails()
    assert (now_is(message).state, now_is(message).reason, len(gateway.took)) == (
        State.FAILED,
        "mail.refused",
        5,
    )


def test_a_pause_that_would_end_too_late_is_a_failure_now(gateway: Fake) -> None:
    gateway.answer = refusing(permanent=False)
    message = queued(organisation(), drop_after=clock.now() + timedelta(seconds=5))
    tasks.send_mails()
    assert (now_is(message).state, now_is(message).reason) == (State.FAILED, "mail.refused")


def test_a_gateway_that_does_not_answer_leaves_the_message_unknown(
    gateway: Fake, settled: list[Message]
) -> None:
    gateway.answer = lambda outgoing: Unknown("mail.no_answer")
    message = queued(organisation(), secret=keys.sealed("123456"))
    tasks.send_mails()
    assert (now_is(message).state, now_is(message).reason, now_is(message).secret) == (
        State.UNKNOWN,
        "mail.no_answer",
        "",
    )
    assert [heard.state for heard in settled] == [State.UNKNOWN]
    with later(3600):
        tasks.find_abandoned()
        assert tasks.send_mails() is False
    assert len(gateway.took) == 1


class _Dies(BaseException):
    """Stands for kill -9: nothing after it runs."""


def dies(outgoing: Outgoing) -> Sent:
    raise _Dies


def test_a_worker_that_dies_before_handing_over_loses_nothing(
    gateway: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(message: Message) -> Rendered | None:
        raise _Dies

    monkeypatch.setitem(RENDERERS, KIND, die)
    message = queued(organisation())
    with pytest.raises(_Dies):
        tasks.send_mails()
    monkeypatch.setitem(RENDERERS, KIND, render_greeting)
    assert tasks.send_mails() is False, "it is leased"
    with later(61):
        assert tasks.send_mails() is True
    assert (now_is(message).state, len(gateway.took)) == (State.SENT, 1)


def test_a_message_that_kills_every_worker_fails_in_the_end(
    gateway: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(message: Message) -> Rendered | None:
        raise _Dies

    monkeypatch.setitem(RENDERERS, KIND, die)
    message = queued(organisation())
    for attempt in range(5):
        with later(61 * attempt), pytest.raises(_Dies):
            tasks.send_mails()
    with later(305):
        tasks.send_mails()
    assert (now_is(message).state, now_is(message).reason) == (State.FAILED, "attempts_used_up")


def test_a_worker_that_dies_after_handing_over_leaves_it_unknown(gateway: Fake) -> None:
    gateway.answer = dies
    message = queued(organisation())
    with pytest.raises(_Dies):
        tasks.send_mails()
    tasks.find_abandoned()
    assert now_is(message).state == State.SENDING, "its lease has not run out"
    with later(61):
        tasks.find_abandoned()
        assert (now_is(message).state, now_is(message).reason) == (State.UNKNOWN, "worker_died")
        assert tasks.send_mails() is False
    assert len(gateway.took) == 1


def test_a_gateway_that_takes_a_key_once_gets_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = RepeatableFake(dies)
    monkeypatch.setattr(adapters, "gateway_for", lambda message: fake)
    message = queued(organisation())
    with pytest.raises(_Dies):
        tasks.send_mails()
    fake.answer = lambda outgoing: Sent("again")
    with later(61):
        tasks.find_abandoned()
        tasks.send_mails()
    assert now_is(message).state == State.SENT
    assert len({outgoing.key for outgoing in fake.took}) == 1
    assert len(fake.took) == 2


def test_a_slow_worker_still_tells_what_became_of_its_message(gateway: Fake) -> None:
    def slowly(outgoing: Outgoing) -> Sent:
        with later(61):
            tasks.find_abandoned()
        assert Message.objects.get().state == State.UNKNOWN
        return Sent("after all")

    gateway.answer = slowly
    message = queued(organisation())
    tasks.send_mails()
    assert (now_is(message).state, now_is(message).gateway_id) == (State.SENT, "after all")


def test_an_answer_outlives_a_database_that_goes_away(gateway: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("lasna.correspondence.tasks.time.sleep", pauses.append)
    write, failures = services.settle, [OperationalError("gone"), OperationalError("gone")]

    def settle(message: Message, state: Message.State, **more: str) -> None:
        if failures:
            raise failures.pop()
        write(message, state, **more)

    monkeypatch.setattr(services, "settle", settle)
    message = queued(organisation())
    tasks.send_mails()
    assert (now_is(message).state, len(gateway.took), pauses) == (State.SENT, 1, [0.2, 0.5])


def test_the_demo_gets_a_mailbox_and_nobody_else() -> None:
    demo, real = queued(organisation(demo=True)), queued(organisation())
    text = queued(organisation(), channel="sms", address="040 123 4567")
    while tasks.send_mails() or tasks.send_text_messages():
        pass
    assert [item.message_id for item in MailboxItem.objects.all()] == [demo.pk]
    assert now_is(demo).state == State.SENT
    assert (now_is(real).state, now_is(real).reason) == (State.FAILED, "mail.no_gateway")
    assert (now_is(text).state, now_is(text).reason) == (State.FAILED, "sms.no_gateway")


def test_the_mailbox_takes_a_message_once() -> None:
    message = queued(organisation(demo=True))
    outgoing = adapters.outgoing(message, Rendered("Hei", "Hei"))
    answers = {adapters.gateway_for(message).send(outgoing) for _attempt in range(2)}
    assert len(answers) == 1
    assert MailboxItem.objects.count() == 1
