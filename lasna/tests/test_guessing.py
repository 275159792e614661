"""Passwords, codes, links, tokens, sockets: who guesses is stopped, who is right comes in. # N44"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from lasna.errors import UserError
from lasna.kernel import clock, keys
from lasna.kernel.guessing.limits import Limit, is_known, missed, place_of, reached, remember, take_back
from lasna.kernel.guessing.models import Tally
from lasna.kernel.guessing.tasks import forget_old_guesses
from lasna.kernel.live import endpoint
from lasna.kernel.live.visits import ENTRANCES
from lasna.kernel.web import guesses
from lasna.meetings import services as meetings
from lasna.meetings.services import codes
from lasna.meetings.tests.scene import Scene, scene
from lasna.people import services
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "sininen vene lähtee"
HERE = "192.0.2.1"
WRITES = ("INSERT", "UPDATE", "DELETE")


def unknown(number: int) -> str:
    return f"/m/{keys.hashed(str(number))[:43]}"


def used_up(kind: str, name: str, most: int) -> None:
    """As if ``most`` wrong guesses had been made."""
    until = clock.now() + timedelta(minutes=15)
    row = {"kind": kind, "times": most, "until": until}
    Tally.objects.update_or_create(row, name_hash=Limit(kind, name, most).key)


# ---- the means ---------------------------------------------------------------------------------------------


def test_the_limit_ends_with_its_window_and_tells_when() -> None:
    limit = Limit("test", HERE, 3)
    with time_machine.travel("2027-05-03T09:00:00Z", tick=False) as time:
        assert [missed(limit) for _ in range(3)] == [None] * 3
        time.shift(60)
        over = missed(limit)
        assert over is not None and over.limit == limit and over.minutes == 14
        time.shift(14 * 60)
        assert missed(limit) is None
        assert Tally.objects.get().times == 1


def test_what_was_right_is_not_counted() -> None:
    limit = Limit("test", HERE, 3)
    for _ in range(10):
        assert missed(limit) is None
        take_back(limit)
    take_back(limit)
    assert Tally.objects.get().times == 0


def test_beyond_the_limit_nothing_is_written() -> None:
    limits = Limit("test", HERE, 3), Limit("test of all", "", 100)
    for _ in range(3):
        missed(*limits)
    with CaptureQueriesContext(connection) as asked:
        assert missed(*limits) is not None
    assert len(asked) == 1 and asked[0]["sql"].startswith("SELECT")
    assert reached(limits[1]) is None


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1%eth0", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("a" * 300, "unknown"),
    ],
)
def test_a_place_is_an_address_or_the_network_in_which_one_visitor_has_them_all(
    address: str, place: str
) -> None:
    assert place_of(address) == place


def test_the_table_stays_as_small_as_the_limit_of_all_and_empties_itself() -> None:
    of_all = 40
    for number in range(500):
        missed(Limit("test", f"2001:db8:{number:x}::", 5), Limit("test of all", "", of_all))
    assert Tally.objects.count() == of_all + 1
    remember("test known", HERE, days=30)
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert forget_old_guesses() is False
        assert is_known("test known", HERE)
        assert Tally.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(days=31)):
        forget_old_guesses()
        assert not Tally.objects.exists()


def test_tallies_hold_neither_addresses_nor_e_mails() -> None:
    services.remember_place(HERE)
    with pytest.raises(UserError):
        for _ in range(6):
            services.try_sign_in(email="meri@example.org", address=HERE)
    kept = str(list(Tally.objects.values_list()))
    assert HERE not in kept and "example.org" not in kept


# ---- links -------------------------------------------------------------------------------------------------


def test_wrong_links_end_at_a_limit_and_the_right_one_opens_all_the_same() -> None:
    made = scene()
    browser = Browser(REMOTE_ADDR=HERE)
    for number in range(guesses.LINKS_OF_PLACE):
        assert browser.get(unknown(number)).status_code == 404
    limited = browser.get(unknown(-1))
    assert limited.status_code == 429
    assert 0 < int(limited["Retry-After"]) <= 900
    words = limited.content.decode()
    assert "oikea linkki toimii heti" in words and "soita työntekijällesi" in words
    assert browser.get(made.link).status_code == 200
    assert Browser(REMOTE_ADDR="192.0.2.2").get(unknown(-1)).status_code == 404


def test_a_right_link_writes_nothing_and_a_wrong_one_a_single_row() -> None:
    made = scene()
    browser = Browser(REMOTE_ADDR=HERE)
    told = {}
    for name, address in (("right", made.link), ("wrong", unknown(1))):
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        told[name] = [query["sql"] for query in asked if query["sql"].lstrip().startswith(WRITES)]
    assert told["right"] == []
    assert len(told["wrong"]) == 1


@pytest.mark.parametrize("limited", [False, True])
def test_unknown_and_expired_links_are_one_page_and_one_count(limited: bool) -> None:
    made = scene()
    if limited:
        used_up("link", HERE, guesses.LINKS_OF_PLACE)
    seen = set()
    with time_machine.travel(made.meeting.ends + timedelta(hours=2), tick=False):
        if limited:
            Tally.objects.update(until=clock.now() + timedelta(minutes=15))
        for address in (made.link, unknown(1), "/m/short"):
            answer = Browser(REMOTE_ADDR=HERE).get(address)
            seen.add((answer.status_code, answer.content))
    assert len(seen) == 1
    assert {status for status, _page in seen} == {429 if limited else 404}


def test_every_address_that_is_a_key_has_the_limit() -> None:
    used_up("link", HERE, guesses.LINKS_OF_PLACE)
    for address in (unknown(1), f"{unknown(1)}/code", "/sign-in/link/x"):
        assert Browser(REMOTE_ADDR=HERE).get(address).status_code == 429, address
    assert Browser(REMOTE_ADDR=HERE).get("/no-such-page").status_code == 404


def test_links_guessed_from_everywhere_are_refused_everywhere_but_the_right_one() -> None:
    made = scene()
    used_up("links of all", "", guesses.LINKS_OF_ALL)
    assert Browser(REMOTE_ADDR=HERE).get(unknown(1)).status_code == 429
    assert Tally.objects.count() == 1
    assert Browser(REMOTE_ADDR=HERE).get(made.link).status_code == 200


# ---- passwords ---------------------------------------------------------------------------------------------


@pytest.fixture
def meri() -> Person:
    made = scene()
    made.adviser.set_password(PASSWORD)
    made.adviser.email = "meri@example.org"
    made.adviser.save()
    return made.adviser


def sign_in(browser: Browser, password: str = PASSWORD, email: str = "meri@example.org") -> bool:
    answer = browser.post("/sign-in", {"login": email, "password": password})
    return answer.status_code == 302


def guess(count: int, *, email: Callable[[int], str], address: Callable[[int], str]) -> int:
    """How many of the guesses would have been judged."""
    judged = 0
    for number in range(count):
        try:
            services.try_sign_in(email=email(number), address=address(number))
        except UserError:
            continue
        judged += 1
    return judged


def everywhere(number: int) -> str:
    return f"2001:db8:{number:x}::1"


def test_one_person_guessed_at_from_everywhere_still_signs_in_where_they_are_known(meri: Person) -> None:
    known = Browser(REMOTE_ADDR=HERE)
    assert sign_in(known)
    judged = guess(100, email=lambda n: meri.email, address=everywhere)
    assert judged == services.TRIES_FROM_STRANGERS
    stranger = Browser(REMOTE_ADDR="192.0.2.99")
    assert not sign_in(stranger)
    said = stranger.post("/sign-in", {"login": meri.email, "password": PASSWORD}).content.decode()
    assert "Joku arvailee juuri nyt salasanoja" in said and "minuuttia" in said
    assert sign_in(Browser(REMOTE_ADDR=HERE))  # another computer where somebody has signed in before
    known.post("/sign-out")
    known.defaults["REMOTE_ADDR"] = "192.0.2.98"  # the own browser, wherever it is
    assert sign_in(known)


def test_guessing_at_everybody_from_everywhere_ends_and_the_known_sign_in(meri: Person) -> None:
    assert sign_in(Browser(REMOTE_ADDR=HERE))
    judged = guess(services.TRIES_OF_ALL + 100, email=lambda n: f"person{n}@example.org", address=everywhere)
    assert judged == services.TRIES_OF_ALL
    assert not sign_in(Browser(REMOTE_ADDR="192.0.2.99"))
    assert sign_in(Browser(REMOTE_ADDR=HERE))


def test_fifty_people_behind_one_address_sign_in_though_one_mistypes(meri: Person) -> None:
    for _ in range(8):
        sign_in(Browser(REMOTE_ADDR=HERE), "wrong", "olli@example.org")
    assert all(sign_in(Browser(REMOTE_ADDR=HERE)) for _ in range(50))


def test_whoever_guesses_from_the_office_locks_out_no_browser_of_the_office(meri: Person) -> None:
    own = Browser(REMOTE_ADDR=HERE)
    assert sign_in(own)
    own.post("/sign-out")
    guess(60, email=lambda n: f"person{n}@example.org", address=lambda n: HERE)
    guess(10, email=lambda n: meri.email, address=lambda n: HERE)
    assert not sign_in(Browser(REMOTE_ADDR=HERE))
    assert sign_in(own)


def test_a_browser_that_is_known_guesses_no_more_than_five_times_and_for_its_person_alone(
    meri: Person,
) -> None:
    own = Browser(REMOTE_ADDR=HERE)
    assert sign_in(own)
    own.post("/sign-out")
    for _ in range(5):
        assert not sign_in(own, "wrong")
    assert not sign_in(own)
    assert "Odota" in own.post("/sign-in", {"login": meri.email, "password": PASSWORD}).content.decode()
    forged = Browser(REMOTE_ADDR="192.0.2.50")
    forged.cookies.load({name: cookie.value[:-2] + "xx" for name, cookie in own.cookies.items()})
    used_up("passwords of strangers", meri.email, services.TRIES_FROM_STRANGERS)
    assert not sign_in(forged)


# ---- codes -------------------------------------------------------------------------------------------------


def code_of(made: Scene) -> str:
    return meetings.read_code(meeting_id=made.meeting.pk, by=made.adviser)


def enter(made: Scene, code: str, address: str = HERE) -> bool:
    try:
        meetings.enter(invitation_id=made.invitation.pk, code=code, address=address)
    except UserError as refusal:
        assert refusal.code == "door.code_wrong"
        return False
    return True


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_many_links_in_one_hand_have_one_try_each_and_the_right_code_opens() -> None:
    others = [scene() for _ in range(10)]
    for made in others:
        code = code_of(made)
        assert not any(enter(made, wrong_for(code)) for _ in range(5))
    mine, other, elsewhere = scene(), scene(), scene()
    code = code_of(mine)
    assert enter(mine, code)  # right at once
    code = code_of(other)
    assert not enter(other, wrong_for(code))
    assert other.invitation.tries_left == 0
    assert not enter(other, code)
    assert enter(other, code_of(other))  # a new code, and right
    code = code_of(elsewhere)
    assert not enter(elsewhere, wrong_for(code), "192.0.2.2")
    assert enter(elsewhere, code, "192.0.2.2")


def test_codes_guessed_from_everywhere_have_one_try_and_the_right_one_opens() -> None:
    used_up("codes of all", "", codes.CODES_OF_ALL)
    made = scene()
    code = code_of(made)
    assert not enter(made, wrong_for(code))
    assert made.invitation.tries_left == 0
    assert enter(made, code_of(made))


# ---- tokens of programs ------------------------------------------------------------------------------------


def test_a_token_is_not_looked_at_beyond_the_limit_but_where_it_was_right_before(settings: Settings) -> None:
    settings.LASNA_METRICS_TOKEN = settings.LASNA_HEALTH_TOKEN = "0123456789abcdef"

    def metrics(address: str, token: str) -> int:
        sent = {"Authorization": f"Bearer {token}"}
        return Browser(REMOTE_ADDR=address).get("/metrics", headers=sent).status_code

    right = settings.LASNA_METRICS_TOKEN
    assert metrics("192.0.2.10", right) == 200
    for address in (HERE, "192.0.2.10"):
        for number in range(guesses.TOKENS_OF_PLACE):
            assert metrics(address, f"wrong{number}") == 404
    assert metrics(HERE, right) == 404
    health = Browser(REMOTE_ADDR=HERE).get("/health", headers={"Authorization": f"Bearer {right}"})
    assert "reasons" not in health.json()
    assert metrics("192.0.2.2", right) == 200
    assert metrics("192.0.2.10", right) == 200  # the one that has always asked
    used_up("tokens of all", "", guesses.TOKENS_OF_ALL)
    assert metrics("192.0.2.3", right) == 404
    assert metrics("192.0.2.10", right) == 200


# ---- sockets, and a meeting that goes on -------------------------------------------------------------------


def everything_is_used_up() -> None:
    for kind, name, most in (
        ("link", HERE, guesses.LINKS_OF_PLACE),
        ("links of all", "", guesses.LINKS_OF_ALL),
        ("passwords of place", HERE, services.TRIES_PER_ADDRESS),
        ("passwords of all", "", services.TRIES_OF_ALL),
        ("code", HERE, codes.CODES_OF_PLACE),
        ("codes of all", "", codes.CODES_OF_ALL),
        ("socket", HERE, endpoint.MISSES_OF_PLACE),
        ("sockets of all", "", endpoint.MISSES_OF_ALL),
    ):
        used_up(kind, name, most)


def test_a_socket_without_a_right_is_counted_and_one_with_it_is_not() -> None:
    made = scene()
    made.admit()
    opened = endpoint._opened
    assert opened(ENTRANCES["seat"], {}, made.guest.pk, HERE) is None
    assert Tally.objects.filter(kind="socket").get().times == 1
    Tally.objects.filter(kind="socket").update(times=endpoint.MISSES_OF_PLACE)
    with CaptureQueriesContext(connection) as asked:
        assert opened(ENTRANCES["seat"], {}, made.guest.pk, HERE) is None
    assert not [query for query in asked if query["sql"].lstrip().startswith(WRITES)]
    with CaptureQueriesContext(connection) as asked:
        assert opened(ENTRANCES["seat"], made.cookies(), made.guest.pk, HERE) is not None
    assert "guessing" not in str(asked.captured_queries)


def test_who_is_in_a_meeting_reloads_and_comes_back_whatever_is_used_up() -> None:
    made = scene()
    made.admit()
    everything_is_used_up()
    guest, host = Browser(REMOTE_ADDR=HERE), Browser(REMOTE_ADDR=HERE)
    guest.cookies.load(made.cookies())
    host.force_login(made.adviser)
    for _ in range(3):
        assert 'id="boot"' in guest.get(made.link).content.decode()
        assert 'id="boot"' in host.get(f"/meetings/{made.meeting.pk}/room").content.decode()
        assert endpoint._opened(ENTRANCES["seat"], made.cookies(), made.guest.pk, HERE) is not None
    late = scene()
    assert Browser(REMOTE_ADDR=HERE).get(late.link).status_code == 200
    assert enter(late, code_of(late))
