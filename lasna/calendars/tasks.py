"""Reading advisers' own calendars.

due ──lease──► asked ──► read: busy times written, due again in 20 minutes
 ▲              │ lease runs out: the worker died
 └──────────────┴─────► trouble: noted, due again later and later
"""

from lasna.calendars import services
from lasna.calendars.adapters.asking import busy_times
from lasna.calendars.models import OwnCalendar
from lasna.calendars.queries import own
from lasna.calendars.states import AHEAD, BACK, Span, together
from lasna.kernel import clock
from lasna.kernel.leases import claim, sweep
from lasna.kernel.outside import Trouble

LEASE = 300  # seconds; longer than all steps of one reading take


@sweep(every_seconds=5)
def read_own_calendars() -> bool:
    """One that is due. False: none is."""
    claimed = claim(own.due(), seconds=LEASE)
    for calendar in claimed:
        try:
            spans = _busy(calendar)
        except Trouble as trouble:
            services.note_trouble(calendar, trouble.code)
        else:
            services.write_busy(calendar, spans)
    return bool(claimed)


@sweep(every_seconds=3600)
def forget_calendars() -> bool:
    """Of who works with clients no more."""
    services.forget_left_behind()
    return False


def _busy(calendar: OwnCalendar) -> list[Span]:
    """In no transaction: it asks the network. Meetings that came from us are left out: they are known, and
    may have moved since."""
    person, now = calendar.person, clock.now()
    address = own.address_of(calendar)
    if not address:
        raise Trouble("address.lost")
    first, last = now - BACK, now + AHEAD
    found = busy_times(address, zone=own.zone_name(person), first=first, last=last)
    ours = own.own_events(person, first, last)
    return together(span for uid, spans in found.items() if own.local_part(uid) not in ours for span in spans)
