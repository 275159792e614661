"""Relay and Janus, as ``lasna check`` finds them: asked as strangers would ask, and as we do."""

from collections.abc import Iterator

from django.conf import settings

from lasna.config.finding import Finding
from lasna.config.media.relay import faults, relays_of
from lasna.room.adapters.janus.probe import Fault, Probed, probed

MENDS = {
    Fault.AWAY: "Start it, or correct LASNA_JANUS_URL.",
    Fault.UNKNOWN: "Set LASNA_JANUS_SECRET to its api_secret.",
    Fault.OLD: "Install Debian's janus, 1.1 or newer.",
    Fault.NOWHERE: "Set ice_enforce_list in janus.jcfg to an address of its machine.",
    Fault.DEBIANS: "systemctl disable --now janus: ours is lasna-janus.",
    Fault.ROOMS: "Set admin_key in janus.plugin.videoroom.jcfg to LASNA_JANUS_SECRET.",
    Fault.FORWARDS: "Set admin_key and lock_rtp_forward in janus.plugin.videoroom.jcfg.",
}
BY_FILES = "Give it the files of deploy/janus (docs/operate.md)."


def relay() -> Finding | None:
    if not settings.LASNA_TURN_URL:
        return Finding(
            "limit",
            "No relay: calls work inside one network only, and people in a call see each other's address.",
            "Install coturn and set LASNA_TURN_URL and LASNA_TURN_SECRET.",
        )
    if not settings.LASNA_TURN_SECRET:
        return Finding(
            "broken", "A relay without its secret.", "Set LASNA_TURN_SECRET to coturn's static-auth-secret."
        )
    found = relays_of(settings.LASNA_TURN_URL.split(","), settings.LASNA_TURN_SECRET)
    if not found:
        return Finding(
            "limit",
            "The relay was not tried: only turn:host:port over UDP is.",
            "Name that too in LASNA_TURN_URL, or try it by hand.",
        )
    for each in found:
        if told := " · ".join(faults(each)):
            return Finding("broken", f"The relay {each.where} {told}", "deploy/turnserver.conf says how.")
    return None


def janus() -> Finding | None:
    if not settings.LASNA_JANUS_URLS:
        return Finding(
            "limit",
            "No Janus: meetings of more than four are not possible.",
            "Install janus with the files of deploy/janus, set LASNA_JANUS_URL and LASNA_JANUS_SECRET.",
        )
    if not settings.LASNA_JANUS_SECRET:
        return Finding("broken", "A Janus without its secret.", "Set LASNA_JANUS_SECRET to its api_secret.")
    return next((finding for url in settings.LASNA_JANUS_URLS for finding in _of(url)), None)


def _of(url: str) -> Iterator[Finding]:
    told = probed(url, settings.LASNA_JANUS_SECRET)
    if told.fault:
        what = f"Janus at {url} {told.fault.value}."
        yield Finding("broken", what, MENDS.get(told.fault, BY_FILES))
    else:
        yield from _way_there(url, told)


def _way_there(url: str, told: Probed) -> Iterator[Finding]:
    """With a relay, browsers reach Janus through it alone."""
    for each in relays_of(settings.LASNA_TURN_URL.split(","), settings.LASNA_TURN_SECRET):
        if any("does not lead" in fault for fault in faults(each, needed=told.addresses)):
            where = ", ".join(told.addresses)
            what = f"The relay {each.where} does not lead to Janus at {url}, which receives at {where}."
            yield Finding(
                "broken", what, "Add allowed-peer-ip to turnserver.conf, or correct ice_enforce_list."
            )
