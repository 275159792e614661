"""Addresses that lead where they say, and the tricks of those that do not. # N23"""

import re
from urllib.parse import urlsplit

import idna
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from lasna.links.states import NotPublic, plain_host, public_address

OURS = ("lasna.kaupunki.fi", "localhost", ".asiointi.fi", "*")
TOKEN = "aB3_-" * 8 + "xyz"


@pytest.mark.parametrize(
    ("typed", "address", "host"),
    [
        ("https://www.kela.fi/tyottomat", "https://www.kela.fi/tyottomat", "www.kela.fi"),
        ("www.kela.fi", "https://www.kela.fi/", "www.kela.fi"),
        ("  kela.fi/tuki?kieli=sv#haku \n", "https://kela.fi/tuki?kieli=sv#haku", "kela.fi"),
        ("kela.fi?q=1", "https://kela.fi/?q=1", "kela.fi"),
        ("HTTP://KELA.FI/Tuki", "http://kela.fi/Tuki", "kela.fi"),
        ("https://kela.fi:443/x", "https://kela.fi/x", "kela.fi"),
        ("kela.fi:443/x", "https://kela.fi/x", "kela.fi"),
        ("https://kela.fi./x", "https://kela.fi/x", "kela.fi"),
        ("ｋｅｌａ。fi", "https://kela.fi/", "kela.fi"),
        ("https://työmarkkinatori.fi/a", "https://xn--tymarkkinatori-wpb.fi/a", "työmarkkinatori.fi"),
        ("https://xn--tymarkkinatori-wpb.fi/a", "https://xn--tymarkkinatori-wpb.fi/a", "työmarkkinatori.fi"),
        ("https://sámediggi.fi", "https://xn--smediggi-8ya.fi/", "sámediggi.fi"),
        ("https://kela.fi/äiti 1".replace(" ", "%20"), "https://kela.fi/%C3%A4iti%201", "kela.fi"),
        ("https://kela.fi/100%", "https://kela.fi/100%25", "kela.fi"),
        ("https://kela.fi/a@b", "https://kela.fi/a@b", "kela.fi"),
        (
            "https://lasna.kaupunki.fi/o/kaupunki/accessibility",
            "https://lasna.kaupunki.fi/o/kaupunki/accessibility",
            "lasna.kaupunki.fi",
        ),
    ],
)
def test_an_address_of_a_public_page_is_taken(typed: str, address: str, host: str) -> None:
    taken = public_address(typed, ours=OURS)
    assert (taken.address, taken.host) == (address, host)


TRICKS = {
    "link.empty": ["", "   ", "\n"],
    "link.long": ["https://kela.fi/" + "a" * 2000],
    "link.scheme": [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(document.cookie)//kela.fi",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "blob:https://kela.fi/1",
        "mailto:aino@kela.fi",
        "tel:+358401234567",
        "intent://kela.fi#Intent;scheme=https;end",
        "view-source:https://kela.fi",
        "ftp://kela.fi/x",
        "about:blank",
    ],
    "link.characters": [
        "java\nscript:alert(1)",
        "https://kela.fi/\r\nSet-Cookie: a=1",
        "https://kela.fi/%0d%0aSet-Cookie:a=1",
        "https://kela.fi/%00",
        "https://kela.fi/\x00",
        "https://kela.fi\\@pankki.fi/",
        "https:\\\\kela.fi",
        "https://kela.fi/\u202egnp.exe",
        "https://ke\u200bla.fi",
        "https://ke\u00adla.fi",
        "https://kela .fi",
        "katso https://kela.fi",
        "https://kela.fi\u3000/x",
        "https://kela.fi/\ud800",
    ],
    "link.user": [
        "https://kela.fi@pankki.fi/",
        "https://kela.fi:443@pankki.fi/",
        "https://user:pass@kela.fi/",
        "https://kela.fi%40pankki.fi/",
        "https://kela.fi＠pankki.fi/",
        "https://@kela.fi/",
        "aino@kela.fi",
    ],
    "link.port": ["https://kela.fi:8443/", "http://kela.fi:443/", "https://kela.fi:22", "https://kela.fi:x/"],
    "link.number": [
        "http://2130706433/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://010.0.0.1",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1",
        "http://93.184.216.34/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "https://kela.fi.1/",
        "http://127.0.0.1./",
    ],
    "link.letters": [
        "https://kelа.fi",  # а of Cyrillic
        "https://аррӏе.com",
        "https://xn--80ak6aa92e.com",
        "https://kėla.fi",
        "https://keIa.fi".replace("I", "ı"),
        "https://pаypal.com",
        "https://kelɑ.fi",
        "https://κela.fi",
        "https://xn--a",
        "https://xn--kela-.fi",
        "https://xn--.fi",
        "https://ke\u0335la.fi",
    ],
    "link.private": [
        "http://localhost/",
        "http://localhost:80/",
        "https://lasna.localhost",
        "https://intranet/",
        "https://tulostin.local",
        "https://wiki.internal/a",
        "https://reititin.home.arpa",
        "https://127.0.0.1.nip.io/",
        "https://localtest.me",
        "https://abc.onion",
        "https://kaupunki.test",
    ],
    "link.name": [
        "https:kela.fi",
        "https:///kela.fi",
        "https:////kela.fi",
        "https://",
        "//kela.fi",
        "https://.kela.fi",
        "https://kela..fi",
        "https://-kela.fi",
        "https://kela_x.fi",
        "https://kela%2efi/.fi",
        "https://kela.f",
        "https://" + "a" * 64 + ".fi",
        "https://" + ".".join(["a" * 60] * 5) + ".fi",
        "https://ke℀la.fi",
        "https://kela／.fi",
        "https://kela<script>.fi",
        "https://ab--kela.fi",
    ],
    "link.own": [
        f"https://lasna.kaupunki.fi/m/{TOKEN}",
        f"LASNA.KAUPUNKI.FI/m/{TOKEN}",
        f"https://lasna.kaupunki.fi./m/{TOKEN}",
        f"https://lasna.kaupunki.fi/o/../m/{TOKEN}",
        f"https://lasna.kaupunki.fi/o/%2e%2e/m/{TOKEN}",
        f"https://lasna.kaupunki.fi/o/kaupunki/accessibility?next=/m/{TOKEN}",
        "https://lasna.kaupunki.fi/meetings/7",
        "https://lasna.kaupunki.fi/",
        "https://lasna.kaupunki.fi//o/x/accessibility",
        "https://palvelu.asiointi.fi/m/x",
        f"https://toinen-nimi.fi/m/{TOKEN}",
        f"https://uudelleen.fi/?u=https://lasna.kaupunki.fi/m/{TOKEN}",
        "https://uudelleen.fi/?u=https%253A%252F%252Flasna.kaupunki.fi%252Fsign-in",
        "https://uudelleen.fi/?u=//LASNA.kaupunki.fi/sign-in",
    ],
}
ALL = [(code, typed) for code, tricks in TRICKS.items() for typed in tricks]


@pytest.mark.parametrize(("code", "typed"), ALL)
def test_a_trick_is_refused_with_its_reason(code: str, typed: str) -> None:
    with pytest.raises(NotPublic) as refused:
        public_address(typed, ours=OURS)
    assert refused.value.code == code


PIECES = some.sampled_from(
    [
        *(
            "http",
            "https",
            "javascript",
            "data",
            ":",
            "/",
            "//",
            "\\",
            "@",
            "?",
            "#",
            "%",
            "%40",
            "%2e",
            ".",
            "。",
        ),
        *(
            "kela",
            "fi",
            "kela.fi",
            "localhost",
            "127",
            "0x7f",
            "0",
            "[",
            "]",
            "::1",
            "xn--",
            "ä",
            "а",
            "\u202e",
        ),
        *("\r", "\n", "\t", " ", "\u200b", "m", TOKEN, "lasna.kaupunki.fi", "１", "℀", "-", "_", "80", "o"),
    ]
)
TYPED = some.one_of(some.text(max_size=40), some.lists(PIECES, max_size=14).map("".join))


@given(TYPED)
@example("https://kela.fi?a=/m/")
def test_whatever_is_taken_leads_to_the_host_that_is_shown(typed: str) -> None:
    try:
        taken = public_address(typed, ours=OURS)
    except NotPublic as refused:
        assert refused.code in TRICKS
        return
    assert re.fullmatch(r"https?://[a-z0-9.-]+/[!-~]*", taken.address)
    for unsafe in '"<>\\^`{}| ':
        assert unsafe not in taken.address
    split = urlsplit(taken.address)
    assert split.hostname == plain_host(taken.address)
    assert split.username is None and split.port is None
    assert "." in taken.host and not taken.host[-1].isdigit()
    assert taken.host == plain_host(taken.address) or "xn--" in taken.address
    assert idna.encode(taken.host, std3_rules=True).decode() == plain_host(taken.address)
    # Said again it is the same.
    again = public_address(taken.address, ours=OURS)
    assert again == taken


@given(some.sampled_from(OURS[:1]), TYPED)
def test_no_link_of_ours_with_a_token_is_ever_taken(host: str, before: str) -> None:
    for typed in (f"https://{host}/m/{TOKEN}", f"https://kela.fi/{before}/m/{TOKEN}"):
        with pytest.raises(NotPublic):
            public_address(typed, ours=OURS)
