"""Phone numbers: what is taken, what is refused and why."""

import pytest

from lasna.errors import UserError
from lasna.kernel.phones import last_two, parse_phone, read_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("040 123 4567", "+358401234567"),
        ("0401234567", "+358401234567"),
        ("040-1234 567", "+358401234567"),
        (" +358 40 123 4567 ", "+358401234567"),
        ("00358401234567", "+358401234567"),
        ("+358 (0)50 1234567", "+358501234567"),
        ("0457 123 4567", "+3584571234567"),
        ("040\u00a01234567", "+358401234567"),
        ("+46 70 123 45 67", "+46701234567"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_a_mobile_number_is_kept_in_one_form(typed: str, kept: str) -> None:  # N9
    assert parse_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone.not_a_number"),
        ("soita minulle", "phone.not_a_number"),
        ("040 CALL ME", "phone.not_a_number"),
        ("040\u200b1234567", "phone.not_a_number"),
        ("٠٤٠١٢٣٤٥٦٧", "phone.not_a_number"),
        ("０４０１２３４５６７", "phone.not_a_number"),
        ("0401234567\r\nBcc: a@b.fi", "phone.not_a_number"),
        ("040 123 4567 ext. 8", "phone.not_a_number"),
        ("0" * 10_000, "phone.not_a_number"),
        ("044 123", "phone.not_a_number"),
        ("+999 40 123 4567", "phone.not_a_number"),
        ("112", "phone.emergency"),
        ("1 1 2", "phone.emergency"),
        ("0700 12345", "phone.premium"),
        ("0600 12345", "phone.premium"),
        ("+358 700 12345", "phone.premium"),
        ("09 123 4567", "phone.not_mobile"),
        ("029 512 3456", "phone.not_mobile"),
    ],
)
def test_a_number_that_takes_no_text_message_is_refused_in_words(typed: str, code: str) -> None:  # N9
    with pytest.raises(UserError) as refusal:
        parse_phone(typed)
    assert refusal.value.code == code
    assert str(refusal.value.message)


@pytest.mark.parametrize("typed", ["09 123 4567", "029 512 3456", "0800 12345", "040 123 4567"])
def test_a_number_that_only_rings_may_be_called(typed: str) -> None:  # N26
    assert parse_phone(typed, purpose="call").startswith("+358")


@pytest.mark.parametrize("typed", ["112", "0700 12345", "call me"])
def test_not_even_for_calling(typed: str) -> None:  # N26
    with pytest.raises(UserError):
        parse_phone(typed, purpose="call")


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+358401234567", "040 123 4567"),
        ("+3584571234567", "045 7123 4567"),
        ("+358295123456", "029 512 3456"),
        ("+35891234567", "09 123 4567"),
        ("+46701234567", "+46 70 123 45 67"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_people_say_them(kept: str, read: str) -> None:
    assert read_phone(kept) == read


def test_the_door_shows_two_digits() -> None:  # N10
    assert last_two("+358401234567") == "67"
