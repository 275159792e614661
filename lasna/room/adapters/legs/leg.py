"""A seat's way through Janus, looked after in the web process that has the seat's socket, on its loop.

To the screen Janus is one more far end, called ``server``: offers and answers come and go as signals, and
what is lost on the way is asked for again.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import DatabaseError

from lasna.errors import NotHere, UserError
from lasna.kernel.live import hub as hubs
from lasna.kernel.live.threads import in_thread
from lasna.kernel.live.visits import Visit
from lasna.kernel.numbers import number_in
from lasna.room import services
from lasna.room.adapters.janus import Event, Janus, JanusError, Offer, Publisher, Session, Subscriber, Wanted
from lasna.room.adapters.janus.errors import NoSuchFeed, NoSuchRoom, RoomExists, Unreachable
from lasna.room.adapters.janus.events import (
    HandleEnded,
    MediaDown,
    MediaUp,
    Offered,
    Published,
    PutOut,
    RoomEnded,
    SessionLost,
    Stream,
    Unpublished,
)

SERVER = "server"
"""The sender of its signals; shorter than the name of any screen."""
UP_WITHIN = 15.0  # seconds until media must flow
LOOK_EVERY = 10.0  # seconds between looks whether the screen is still here
KEPT = 45.0  # seconds for which a leg waits for its screen's socket
SENT = ("microphone", "camera", "screen")
"""What a screen sends, in the order of the sections of its offer."""
HOLDER = secrets.token_hex(8)
"""This process."""
GONE = (SessionLost, MediaDown, HandleEnded, PutOut, RoomEnded)
HEARD = (*GONE, MediaUp, Published, Unpublished, Offered)
Work = Callable[[], Awaitable[None]]
log = logging.getLogger(__name__)


def feed_name(participant: int, number: int) -> str:
    """Another one for each leg: who mends theirs is never in their own way."""
    return f"{participant}-{number}"


def participant_of(feed: str) -> int:
    """0: nobody's."""
    return number_in(feed.partition("-")[0]) or 0


class Leg:
    """One session: a handle that sends, and one that receives from all others. One thing after the other.

    ``came_up`` is called once media flow.
    """

    def __init__(
        self,
        visit: Visit,
        number: int,
        *,
        janus: Janus,
        way: services.Way,
        came_up: Callable[["Leg"], None],
    ) -> None:
        self.visit = visit
        self.number = number
        self.janus = janus
        self.way = way
        self._came_up = came_up
        self.up = False
        self.over = False
        self.session: Session | None = None
        self._inbox: asyncio.Queue[Work] = asyncio.Queue()
        self._seen = self._born = asyncio.get_running_loop().time()
        self._look_at = self._born + LOOK_EVERY
        self._private = 0
        self._wanted: set[str] = set()
        self._has: set[str] = set()
        self._receives = False
        self._turn = 0
        self._offered: Offer | None = None
        """Waits for its answer."""
        self._streams: tuple[Stream, ...] = ()
        self._sizes: dict[int, int] = {}
        self._sized: dict[str, tuple[str, int]] = {}
        """mid → whose picture, in which size."""

    # ---- from outside --------------------------------------------------------------------------------------

    def do(self, work: Work) -> None:
        self._inbox.put_nowait(work)

    def told(self, event: Event) -> None:
        """What Janus tells, in its order. How loud people are is known to browsers by themselves."""
        if isinstance(event, HEARD):
            self.do(partial(self._heard, event))

    def end(self) -> None:
        """Soon; its screen is told nothing."""
        self.over = True
        self.do(self._nothing)

    async def _nothing(self) -> None:
        """To be woken up by."""

    async def run(self, begin: Work) -> None:
        self.do(begin)
        try:
            while not self.over:
                await (await self._next())()
        except (JanusError, UserError, NotHere, DatabaseError) as error:
            log.info("a leg was lost: %s", error)
            self._tell({"kind": "gone"})
            if isinstance(error, Unreachable):
                await self._go_on_without()
        finally:
            task = asyncio.current_task()
            # Cancelled: the process ends, and the next one goes on with it.
            if task is None or not task.cancelling():
                await self._finish()

    async def _next(self) -> Work:
        """However much there is to do, it is looked at in between."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._look_at:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._look_at):
                    return await self._inbox.get()
        self._look_at = loop.time() + LOOK_EVERY
        return self._look

    async def _go_on_without(self) -> None:
        with suppress(DatabaseError):  # the next leg finds out the same
            await in_thread(partial(services.go_on_without, visit=self.visit, way=self.way))

    # ---- coming and going ----------------------------------------------------------------------------------

    async def join(self, sdp: str) -> None:
        """The screen's first word: it sends from now on, and is offered what the others send."""
        self.session = await self.janus.open(self.told)
        handles = [await self.session.attach(), await self.session.attach()]
        # Janus gives handles to its loops in turn, and who receives is the dear one: not always at the same.
        sending, receiving = handles if self.number % 2 else reversed(handles)
        self._sender, self._receiver = Publisher(sending), Subscriber(receiving)
        pin = self.janus.pin_of(self.way.name)
        who = feed_name(self.visit.participant_id, self.number)
        try:
            joined = await self._sender.join(self.way.name, who=who, pin=pin)
        except NoSuchRoom:
            with suppress(RoomExists):
                await self.janus.create_room(self.way.name)
            joined = await self._sender.join(self.way.name, who=who, pin=pin)
        self._private = joined.private
        kept = services.KeptLeg(
            self.way.server, self.session.number, sending.number, receiving.number, joined.private
        )
        await in_thread(
            partial(services.keep_leg, visit=self.visit, number=self.number, kept=kept, holder=HOLDER)
        )
        answer = await self._sender.publish(sdp, names=_names(sdp))
        self._tell({"kind": "answer", "sdp": answer})
        self._wanted = {feed.who for feed in joined.feeds if not self._is_mine(feed.who)}
        await self._subscribe()

    async def claim(self, kept: services.KeptLeg, has: list[str]) -> None:
        """Go on where another process left off; what happened meanwhile is asked for."""
        self.session = await self.janus.claim(kept.session, self.told)
        self._sender = Publisher(self.session.handle(kept.sending))
        self._receiver = Subscriber(self.session.handle(kept.receiving))
        self._private = kept.private
        self._has = {who for who in has if participant_of(who)}
        self._receives = bool(self._has)
        self.up = True
        await self._look_around()

    async def keep(self) -> None:
        """The screen is back at this very process: an offer that it may have missed is said again."""
        if await self._is_elsewhere():
            self._tell({"kind": "gone"})  # it carries until the one that the screen makes now is up
            return
        if self._offered is not None:
            self._say_offer(self._offered)
        await self._look_around()

    async def _is_elsewhere(self) -> bool:
        """The others meet by another room now, perhaps at another server."""
        try:
            return await in_thread(services.way_of, self.visit) != self.way
        except NotHere:
            return True
        except DatabaseError:
            return False

    async def answer(self, turn: int, sdp: str) -> None:
        if self._offered is None or turn != self._turn:
            return
        await self._receiver.start(sdp)
        self._streams, self._offered = self._offered.streams, None
        await self._resize()
        await self._subscribe()

    async def want(self, sizes: dict[int, int]) -> None:
        """How large each participant's picture is to be: 0 none, 1 small to 3 as large as there is."""
        self._sizes = sizes
        await self._resize()

    async def _resize(self) -> None:
        for stream in self._streams:
            size = self._sizes.get(participant_of(stream.who))
            if stream.description != "camera" or size is None:
                continue
            was = self._sized.get(stream.mid)
            if was == (stream.who, size):
                continue
            if (size == 0) != (was is not None and was[1] == 0):
                await self._receiver.receive(stream.mid, on=size > 0)
            if size:
                await self._receiver.layer(stream.mid, substream=size - 1, temporal=2)
            self._sized[stream.mid] = stream.who, size

    async def _look(self) -> None:
        """Is the screen still here, and has the leg come up?"""
        now = asyncio.get_running_loop().time()
        if _is_here(self.visit):
            self._seen = now
        late = not self.up and now - self._born > UP_WITHIN
        if late or now - self._seen > KEPT:
            self.over = True

    async def _finish(self) -> None:
        self.over = True
        session = self.session
        if session is None:
            return
        if not await self._is_still_ours():
            self.janus.let_go(session)
            return
        with suppress(JanusError):
            await session.end()
            if not await self.janus.participants(self.way.name):
                await self.janus.end_room(self.way.name)

    async def _is_still_ours(self) -> bool:
        """Forget it, unless another process has claimed it. While the database is away nobody does."""
        dropping = partial(
            services.drop_leg, participant_id=self.visit.participant_id, number=self.number, holder=HOLDER
        )
        try:
            return await in_thread(dropping)
        except DatabaseError:
            return True

    # ---- what others send ----------------------------------------------------------------------------------

    async def _heard(self, event: Event) -> None:
        if isinstance(event, GONE):
            if not self.over:
                self._tell({"kind": "gone"})
            self.over = True
        elif isinstance(event, MediaUp):
            if not self.up:
                self.up = True
                self._came_up(self)
        elif isinstance(event, Published):
            self._wanted |= {feed.who for feed in event.feeds if not self._is_mine(feed.who)}
            await self._subscribe()
        elif isinstance(event, Unpublished):
            self._wanted.discard(event.who)
            await self._subscribe()
        elif isinstance(event, Offered):
            self._offer(Offer(event.sdp, event.streams))

    def _is_mine(self, feed: str) -> bool:
        return participant_of(feed) == self.visit.participant_id

    async def _look_around(self) -> None:
        """Who sends now? Raises ``NotHere``: this leg is of a room that was left."""
        people = await self.janus.participants(self.way.name)
        if feed_name(self.visit.participant_id, self.number) not in people:
            raise NotHere("leg")
        self._wanted = {who for who, sends in people.items() if sends and not self._is_mine(who)}
        await self._subscribe()

    async def _subscribe(self) -> None:
        """Ask for what is wanted and not there; one offer at a time."""
        if self._offered is not None or self._wanted == self._has:
            return
        try:
            offer = await self._ask_for(self._wanted - self._has, self._has - self._wanted)
        except NoSuchFeed:
            # Gone again; what is left is told by Janus, or asked for at the next event.
            people = await self.janus.participants(self.way.name)
            self._wanted &= {who for who, sends in people.items() if sends}
            offer = await self._ask_for(self._wanted - self._has, set())
        if offer is None and self._wanted - self._has and not self._turn:
            # The process before this one was told an offer, and no answer: Janus offers nothing until then.
            self._tell({"kind": "gone"})
            self.over = True
        self._has = set(self._wanted)
        if offer is not None:
            self._offer(offer)

    async def _ask_for(self, more: set[str], less: set[str]) -> Offer | None:
        if not more and not less:
            return None
        add = [Wanted(who) for who in sorted(more)]
        if self._receives:
            return await self._receiver.update(add=add, drop=[Wanted(who) for who in sorted(less)])
        if not add:
            return None
        pin = self.janus.pin_of(self.way.name)
        offer = await self._receiver.join(self.way.name, add, private=self._private, pin=pin)
        self._receives = True
        return offer

    # ---- to the screen -------------------------------------------------------------------------------------

    def _offer(self, offer: Offer) -> None:
        self._turn += 1
        self._offered = offer
        self._say_offer(offer)

    def _say_offer(self, offer: Offer) -> None:
        streams = [_told(stream) for stream in offer.streams if participant_of(stream.who)]
        self._tell({"kind": "offer", "turn": self._turn, "sdp": offer.sdp, "streams": streams})

    def _tell(self, body: dict[str, Any]) -> None:
        hubs.pass_on(
            self.visit.rooms[0], sender=SERVER, to=self.visit.screen, body={**body, "number": self.number}
        )


def _told(stream: Stream) -> dict[str, Any]:
    """``feed`` is what the screen names, should it come back to another process."""
    return {
        "mid": stream.mid,
        "feed": stream.who,
        "participant": participant_of(stream.who),
        "sent": stream.description,
    }


def _names(sdp: str) -> dict[str, str]:
    """mid → what its section sends."""
    mids = [line.removeprefix("a=mid:").strip() for line in sdp.splitlines() if line.startswith("a=mid:")]
    return dict(zip(mids, SENT, strict=False))


def tell_gone(visit: Visit, number: int) -> None:
    """The screen begins anew, with another number."""
    body = {"kind": "gone", "number": number}
    hubs.pass_on(visit.rooms[0], sender=SERVER, to=visit.screen, body=body)


def _is_here(visit: Visit) -> bool:
    """Has the screen a socket in this process, and is it in the room?"""
    heard = hubs.current().hearing.get(visit.rooms[0], ())
    return any(socket.visit.screen == visit.screen for socket in heard)
