"""What a trial tells: in the terminal, and on the pages that a phone opens before it trusts anything."""

import io
import sys
from pathlib import Path

import segno
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from lasna.config.trial.helper import CERTIFICATE, STYLE, Pages
from lasna.config.trial.setting import Trial
from lasna.kernel.web.languages import NAMES

WHITE_ON_BLACK = "\x1b[97;40m{line}\x1b[0m"
"""The light squares are drawn as letters: so it is right on a light terminal too."""


def lines(trial: Trial) -> list[str]:
    """Where the phone goes, and what it must trust."""
    told = [f"Its certificate is of this folder's own authority, for trying: {trial.folder / 'ca.pem'}"]
    if trial.is_new:
        told.append("That authority is new: devices have to trust it, also where they trusted an older one.")
    if not trial.reached_by_others:
        return [*told, f"How to trust it: {trial.trust_url}   (for a phone: HOST=0.0.0.0)"]
    return [
        *told,
        "With a phone on the same network:",
        f"  1. once: {trial.trust_url}   (the code below) tells how to trust it",
        f"  2. {trial.url}/",
        f"SHA-256 of the authority: {trial.ca.fingerprint}",
        *qr(trial.trust_url),
    ]


def qr(address: str) -> list[str]:
    """Half blocks, two rows of squares a line; nothing where the terminal cannot show them."""
    if "utf" not in (sys.stdout.encoding or "").lower():
        return []
    out = io.StringIO()
    segno.make(address, micro=False).terminal(out, compact=True)
    drawn = out.getvalue().rstrip("\n").split("\n")
    return [WHITE_ON_BLACK.format(line=line) for line in drawn] if sys.stdout.isatty() else drawn


def pages(trial: Trial, *, demo: bool) -> Pages:
    """Everything that the helper serves."""
    html = "text/html; charset=utf-8"
    said: Pages = {f"/{code}": (html, _page(trial, code, demo=demo)) for code, _name in NAMES}
    style = finders.find("web/trust.css")
    assert isinstance(style, str)
    said[STYLE] = ("text/css; charset=utf-8", Path(style).read_bytes())
    # DER: what phones' settings expect in a .crt.
    said[CERTIFICATE] = ("application/x-x509-ca-cert", trial.ca.certificate.public_bytes(Encoding.DER))
    return said


def _page(trial: Trial, language: str, *, demo: bool) -> bytes:
    names = trial.ca.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    shown = {
        "language": language,
        "languages": NAMES,
        "url": trial.url,
        "certificate": CERTIFICATE,
        "style": STYLE,
        "fingerprint": trial.ca.fingerprint,
        "name": names[0].value,
        "demo": demo,
    }
    with translation.override(language):
        return render_to_string("web/trust.html", shown).encode()
