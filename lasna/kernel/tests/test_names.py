import pytest

from lasna.errors import UserError
from lasna.kernel.names import plain_name


@pytest.mark.parametrize(
    "name",
    [
        "Åke-Þór O'Brien",
        "Áŋŋá Ŋižžá",
        "Мария Петрова",
        "محمد علي",
        "Ö",
        "Nguyễn Thị",
        "J. R. Virtanen",
        "李小龍",
    ],
)
def test_names_of_every_script_are_taken_as_they_are(name: str) -> None:
    assert plain_name(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Aino \t  Demo ", "Aino Demo"),
        ("Ai\u200bno", "Aino"),
        ("\u202eonia", "onia"),
        ("A\u030ake", "Åke"),
        (" \u00a0\u2003 ", ""),
        ("\ufeff\u200d", ""),
    ],
)
def test_what_cannot_be_seen_is_left_out_of_names(typed: str, kept: str) -> None:
    assert plain_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("<script>alert(1)</script>", "name.not_letters"),
        ("{{7*7}}", "name.not_letters"),
        ("Aino\x00Demo", "name.not_letters"),
        ("- -", "name.not_letters"),
        ("https://example.invalid/", "name.not_letters"),
        ("www.example", "name.address"),
        ("Paina evil.com", "name.address"),
        ("a" + "\u0301" * 1000, "name.marks"),
    ],
)
def test_what_is_no_name_is_refused_in_words(typed: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        plain_name(typed)
    assert refused.value.code == code
