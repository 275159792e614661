"""Thousands of text messages, a gateway with faults, workers that are killed: none lost, none doubled."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lasna.correspondence.models import Message
from lasna.correspondence.queries import troubled
from lasna.correspondence.tests.gateway import FakeGateway
from lasna.correspondence.tests.killed_worker import Orders, Worker
from lasna.correspondence.tests.scene import organisation, queued
from lasna.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]
State = Message.State
SENDS, KILLS, SHARE = 10_000, 100, 0.1
AFTER_LEASE = 61.0
SECRET = "a-secret-of-some-length"
PATIENCE = 600.0  # seconds in which one worker comes no further


def open_ones() -> int:
    return Message.objects.filter(state__in=[State.PENDING, State.SENDING]).count()


def until_left(most: int) -> None:
    """Until no more than so many are open."""
    end = monotonic() + PATIENCE
    while open_ones() > most:
        if monotonic() > end:
            raise TimeoutError
        sleep(0.02)


@pytest.fixture
def settings_of_worker(
    live_server: LiveServer, settings: Settings
) -> Callable[[FakeGateway], dict[str, str]]:
    settings.LASNA_URL = live_server.url
    settings.LASNA_SMS_RECEIPT_TOKEN = SECRET

    def of(gateway: FakeGateway) -> dict[str, str]:
        return {
            "LASNA_URL": live_server.url,
            "LASNA_SMS_URL": gateway.url(),
            "LASNA_SMS_DIALECT": "gatewayapi",
            "LASNA_SMS_TOKEN": "t0ken",
            "LASNA_SMS_RECEIPT_TOKEN": SECRET,
        }

    return of


def test_ten_thousand_messages_a_tenth_of_faults_and_a_hundred_kills(
    settings_of_worker: Callable[[FakeGateway], dict[str, str]], loops: Callable[[int], int], tmp_path: Path
) -> None:  # N9
    sender, chance, lives = organisation(), random.Random(5), count()
    with transaction.atomic():
        month = clock.now() + timedelta(days=30)
        for about in range(loops(SENDS)):
            queued(sender, about=about, drop_after=month, channel="sms", address="040 123 4567")
    orders = {"dialect": "gatewayapi", "share": SHARE, "seed": 11, "receipts": True, "hang": 2}
    with FakeGateway(tmp_path / "ledger", **orders) as gateway:

        def worker() -> Worker:
            ahead = AFTER_LEASE * next(lives)
            name = str(connection.settings_dict["NAME"])
            known = settings_of_worker(gateway)
            return Worker(Orders(name, tmp_path / "no", repeatable=False, clock=ahead, settings=known))

        kills = loops(KILLS)
        for kill in range(kills):
            with worker():  # and kill -9, somewhere in a message
                until_left(
                    loops(SENDS) * (kills - kill - 1) // kills + chance.randrange(loops(SENDS) // kills)
                )
                sleep(chance.uniform(0, 0.02))
        with worker():
            until_left(0)
        took = Counter(int(each["text"].removeprefix("Hei ")) for each in gateway.took())
    states = dict(Message.objects.values_list("pk", "state"))
    assert {pk: times for pk, times in took.items() if times > 1} == {}, "doubled"
    # What the gateway has, arrived as far as we know, or nobody knows; what it has not, staff see.
    ends = {True: {State.SENT, State.DELIVERED, State.UNKNOWN}, False: {State.UNKNOWN, State.FAILED}}
    lost = [(pk, state) for pk, state in states.items() if state not in ends[pk in took]]
    assert (lost, len(states)) == ([], loops(SENDS))
    seen_by_staff = {message.pk for message in troubled(sender.pk)}
    assert seen_by_staff == {pk for pk, state in states.items() if state in (State.UNKNOWN, State.FAILED)}
    # Half of the faults leave a message unknown.
    assert len(seen_by_staff) > loops(SENDS) * SHARE / 4, "there were faults"
