"""What a signal may carry between two browsers, by size, lines, kinds. Nothing of it is stored."""

from typing import Any

from django.utils.translation import gettext as _

from lasna.errors import UserError

SDP_SIZE = 32 * 1024
SDP_LINES = 1000
MEDIA_SECTIONS = 8
CANDIDATE_SIZE = 512
CANDIDATES = 20
CANDIDATE_FIELDS = frozenset({"candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"})
KINDS = frozenset({"description", "candidates", "restart", "bye", "text"})
TEXT_SIZE = 4000
"""Characters of what somebody writes letter by letter, or says in a sound check."""


def _refuse() -> UserError:
    return UserError(
        "signal.refused",
        _("This browser sent something that the service does not pass on. Reload the page."),
    )


def _is_relayed(candidate: str) -> bool:
    return " typ relay" in candidate


def _checked_sdp(sdp: object, *, relay_only: bool) -> str:
    """A session description of sane size, with a fingerprint and two or so media sections."""
    if not isinstance(sdp, str) or len(sdp) > SDP_SIZE or not sdp.startswith("v=0"):
        raise _refuse()
    lines = sdp.splitlines()
    sections = sum(line.startswith("m=") for line in lines)
    if len(lines) > SDP_LINES or not 0 < sections <= MEDIA_SECTIONS:
        raise _refuse()
    if not any(line.startswith("a=fingerprint:") for line in lines):
        raise _refuse()
    if relay_only:
        # Peers do not learn each other's address when a relay is configured.
        lines = [line for line in lines if not line.startswith("a=candidate:") or _is_relayed(line)]
    return "\r\n".join(lines) + "\r\n"


def _checked_description(signal: dict[str, Any], *, relay_only: bool) -> dict[str, Any]:
    description = signal.get("description")
    if not isinstance(description, dict) or description.get("type") not in ("offer", "answer", "rollback"):
        raise _refuse()
    sdp = _checked_sdp(description.get("sdp"), relay_only=relay_only)
    return {**signal, "description": {"type": description["type"], "sdp": sdp}}


def _checked_candidates(signal: dict[str, Any], *, relay_only: bool) -> dict[str, Any] | None:
    candidates = signal.get("candidates")
    if not isinstance(candidates, list) or not 0 < len(candidates) <= CANDIDATES:
        raise _refuse()
    lines = [_line_of(candidate) for candidate in candidates]
    if not relay_only:
        return signal
    kept = [
        candidate for candidate, line in zip(candidates, lines, strict=True) if not line or _is_relayed(line)
    ]
    return {**signal, "candidates": kept} if kept else None


def _line_of(candidate: object) -> str:
    if not isinstance(candidate, dict) or not candidate.keys() <= CANDIDATE_FIELDS:
        raise _refuse()
    line = candidate.get("candidate")
    if not isinstance(line, str) or len(line) > CANDIDATE_SIZE or "\r" in line or "\n" in line:
        raise _refuse()
    return line


def _checked_text(signal: dict[str, Any]) -> dict[str, Any]:
    text = signal.get("text")
    if not isinstance(text, str) or len(text) > TEXT_SIZE:
        raise _refuse()
    return signal


def checked_signal(
    signal: dict[str, Any], *, relay_only: bool, to: str = "somebody"
) -> dict[str, Any] | None:
    """The signal as it may be passed on; None: leave it out silently. Raises ``UserError``.

    ``to`` empty: for everybody, which only a text is.
    """
    kind = signal.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _refuse()
    # What is looked at is what is passed on: no description travels beside candidates or a restart.
    if set(signal) - {"kind", "attempt"} - ({kind} & {"description", "candidates", "text"}):
        raise _refuse()
    if not to and kind != "text":
        raise _refuse()
    attempt = signal.get("attempt", 0)
    if type(attempt) is not int and not (isinstance(attempt, str) and len(attempt) <= 60):
        raise _refuse()
    if kind == "description":
        return _checked_description(signal, relay_only=relay_only)
    if kind == "candidates":
        return _checked_candidates(signal, relay_only=relay_only)
    if kind == "text":
        return _checked_text(signal)
    return signal
