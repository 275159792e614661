"""``{% load when %}``: times as people say them, in the office's zone."""

from datetime import datetime

from django import template
from django.conf import settings

from lasna.kernel.phones import read_phone
from lasna.kernel.web import times

register = template.Library()


@register.filter
def when(at: datetime | None, zone: str = "") -> str:
    """ "tänään klo 14.30". An empty time stays empty."""
    return times.said_time(at, zone or settings.TIME_ZONE) if at else ""


@register.filter
def clock(at: datetime | None, zone: str = "") -> str:
    """ "klo 14.30"."""
    return times.said_clock(at, zone or settings.TIME_ZONE) if at else ""


@register.filter
def day(at: datetime | None, zone: str = "") -> str:
    """ "maanantaina 3.5."."""
    return times.said_day(at, zone or settings.TIME_ZONE) if at else ""


@register.filter
def phone(e164: str) -> str:
    """ "040 123 4567"."""
    return read_phone(e164) if e164 else ""
