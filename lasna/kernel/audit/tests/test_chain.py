"""Who looked: rows in a chain that cannot be changed unseen. # N44"""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, close_old_connections, connection, transaction

from lasna.kernel.audit import services
from lasna.kernel.audit.looks import collecting, looked, recorded
from lasna.kernel.audit.models import AppendOnly, AuditHead, AuditRow
from lasna.kernel.audit.verify import verify, verify_all


def deeds(chain: int = 1) -> list[tuple[int, str, list[int]]]:
    return list(AuditRow.objects.filter(chain=chain).order_by("number").values_list("number", "deed", "ids"))


def write(count: int, chain: int = 1) -> None:
    for number in range(count):
        with recorded(who="person:3", chain=chain):
            looked("client.looked", "client", [number + 1])


@pytest.fixture
def tamper(db: None) -> None:
    """As somebody with the database's password could: past model and triggers, until the test's end."""
    if connection.vendor == "sqlite":
        sql("DROP TRIGGER audit_row_stays_unchanged")
        sql("DROP TRIGGER audit_row_stays")
    else:
        sql("ALTER TABLE audit_auditrow DISABLE TRIGGER audit_row_stays")


def sql(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_what_was_read_is_on_record_and_the_chain_is_whole() -> None:  # N44
    write(3)
    assert deeds() == [(1, "client.looked", [1]), (2, "client.looked", [2]), (3, "client.looked", [3])]
    assert verify(1) is None
    assert verify_all() == [(1, None)]


@pytest.mark.django_db
def test_organisations_have_chains_of_their_own() -> None:
    write(2, chain=1)
    write(1, chain=2)
    assert [len(deeds(1)), len(deeds(2))] == [2, 1]
    assert verify_all() == [(1, None), (2, None)]


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_auditrow SET who = 'person:9' WHERE number = 3", 3),
        ("UPDATE audit_auditrow SET ids = '[1]' WHERE number = 3", 3),
        ("UPDATE audit_auditrow SET hash = 'ffff' WHERE number = 3", 3),
        ("UPDATE audit_auditrow SET hash = hash WHERE number = 3", None),
        ("UPDATE audit_auditrow SET hash = 'ffff' WHERE number = 5", 5),
        ("DELETE FROM audit_auditrow WHERE number = 3", 3),
        ("DELETE FROM audit_auditrow WHERE number = 1", 1),
        ("DELETE FROM audit_auditrow WHERE number = 5", 5),
        ("UPDATE audit_audithead SET hash = 'x'", 5),
        ("DELETE FROM audit_audithead", 5),
    ],
)
def test_the_first_broken_row_is_named(tamper: None, statement: str, broken: int | None) -> None:  # N44
    write(5)
    assert verify(1) is None
    sql(statement)
    assert verify(1) == broken


def test_two_rows_that_changed_places_are_seen(tamper: None) -> None:
    write(5)
    for number, other in ((2, 100), (3, 2), (100, 3)):
        sql("UPDATE audit_auditrow SET number = %s WHERE number = %s", other, number)
    assert verify(1) == 2


def test_a_whole_chain_that_was_removed_is_seen(tamper: None) -> None:
    write(2)
    sql("DELETE FROM audit_auditrow")
    assert verify_all() == [(1, 1)]


@pytest.mark.django_db
def test_the_model_refuses_to_change_a_row() -> None:  # N44
    write(1)
    row = AuditRow.objects.get()
    row.who = "person:9"
    for change in (row.save, row.delete, AuditRow.objects.all().delete):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(AppendOnly):
        AuditRow.objects.update(who="person:9")
    assert AuditRow.objects.get().who == "person:3"


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_row() -> None:  # N44
    write(1)
    for statement in ("UPDATE audit_auditrow SET who = 'person:9'", "DELETE FROM audit_auditrow"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)
    assert AuditRow.objects.get().who == "person:3"


@pytest.mark.django_db
def test_the_same_list_is_written_once_in_a_quarter_of_an_hour() -> None:
    def see(*ids: int, who: str = "person:3") -> None:
        with recorded(who=who, chain=1):
            looked("clients.listed", "client", ids)

    with time_machine.travel("2027-05-03T09:00:00Z", tick=False) as time:
        see(8, 3, 5)
        see(3, 5, 8)
        assert deeds() == [(1, "clients.listed", [3, 5, 8])]
        see(3, 5)
        see(3, 5, 8, who="person:4")
        assert len(deeds()) == 3
        time.shift(timedelta(minutes=14, seconds=59))
        see(3, 5, 8)
        assert len(deeds()) == 3
        time.shift(timedelta(seconds=2))
        see(3, 5, 8)
        assert len(deeds()) == 4


@pytest.mark.django_db
def test_a_single_client_is_written_each_time_they_are_looked_at() -> None:  # N44
    write(1)
    write(1)
    assert len(deeds()) == 2


@pytest.mark.django_db
def test_an_empty_list_leaves_no_row_and_the_same_look_in_one_answer_only_one() -> None:
    with recorded(who="person:3", chain=1):
        looked("clients.listed", "client", [])
        looked("client.looked", "client", [4])
        looked("client.looked", "client", [4])
    assert deeds() == [(1, "client.looked", [4])]


def test_a_read_that_nobody_would_write_down_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="outside a request"):
        looked("client.looked", "client", [1])
    with collecting() as looks:
        looked("client.looked", "client", [1])
    assert [look.ids for look in looks] == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_leaves_no_row() -> None:
    with pytest.raises(RuntimeError, match="end of the transaction"):
        services.record(chain=1, who="person:3", deed="meeting.ended", subject="meeting", ids=[7])

    def act(*, fails: bool) -> None:
        with transaction.atomic():
            services.record(chain=1, who="person:3", deed="meeting.ended", subject="meeting", ids=[7])
            if fails:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act(fails=True)
    assert deeds() == []
    act(fails=False)
    assert deeds() == [(1, "meeting.ended", [7])]
    assert AuditHead.objects.get(pk=1).number == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_who_look_at_once_leave_one_whole_chain() -> None:  # N44
    failures: list[Exception] = []

    def look(number: int) -> None:
        try:
            for ids in range(5):
                with recorded(who=f"person:{number}", chain=1):
                    looked("client.looked", "client", [ids + 1])
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    close_old_connections()
    threads = [threading.Thread(target=look, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [number for number, _deed, _ids in deeds()] == list(range(1, 101))
    assert verify(1) is None
