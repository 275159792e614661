"""Leases: one row, one holder, on SQLite and PostgreSQL alike."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F

from lasna.correspondence.models import Message
from lasna.correspondence.tests.scene import organisation, queued
from lasna.kernel import clock
from lasna.kernel.leases import claim

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_leased_row_is_nobody_elses_until_the_lease_runs_out() -> None:
    queued(organisation())
    [first] = claim(Message.objects.all(), seconds=60, attempts=F("attempts") + 1)
    assert claim(Message.objects.all(), seconds=60) == []
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        [second] = claim(Message.objects.all(), seconds=60, attempts=F("attempts") + 1)
    assert (first.pk, first.attempts, second.attempts) == (second.pk, 1, 2)
    assert first.lease_by != second.lease_by


def test_no_more_rows_are_leased_than_asked_for() -> None:
    sender = organisation()
    messages = [queued(sender) for _number in range(3)]
    taken = claim(Message.objects.order_by("-pk"), seconds=60, limit=2)
    assert [message.pk for message in taken] == [messages[1].pk, messages[2].pk]


def test_parallel_workers_never_hold_the_same_row() -> None:  # N44
    sender = organisation()
    messages = [queued(sender) for _number in range(30)]
    taken: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        while rows := claim(Message.objects.order_by("pk"), seconds=60):
            taken.extend(row.pk for row in rows)
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(taken) == Counter(message.pk for message in messages)
