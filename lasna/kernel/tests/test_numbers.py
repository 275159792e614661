import pytest

from lasna.errors import NotHere
from lasna.kernel.numbers import id_in, number_in


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("17", 17), ("017", 17), ("9" * 18, 10**18 - 1)])
def test_a_number_is_read_as_it_was_written(text: str, number: int) -> None:
    assert number_in(text) == number
    assert id_in(text, "client") == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", " 1", "1.0", "1e3", "1_000", "²", "١٢", "9" * 19, "yes", "1\n"]
)
def test_what_is_no_number_is_nobodys_id(text: str) -> None:
    assert number_in(text) is None
    with pytest.raises(NotHere):
        id_in(text, "client")
