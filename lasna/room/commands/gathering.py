"""What a screen says to the media server: offers, answers, that it is back. All of it passes on the loop."""

from functools import partial

from lasna.kernel.live.commands import command
from lasna.kernel.live.visits import Visit
from lasna.policy import Action
from lasna.room.adapters.legs import legs
from lasna.room.protocol import AboutLeg, AnswerGathering, JoinGathering, KeepLeg, WantPictures


@command("leg.join", action=Action.SIGNAL_SEND, request=JoinGathering, passing=True)
def join(visit: Visit, request: JoinGathering) -> None:
    legs().join(visit, request.number, request.sdp)


@command("leg.answer", action=Action.SIGNAL_SEND, request=AnswerGathering, passing=True)
def answer(visit: Visit, request: AnswerGathering) -> None:
    if leg := legs().of(visit, request.number):
        leg.do(partial(leg.answer, request.turn, request.sdp))


@command("leg.want", action=Action.SIGNAL_SEND, request=WantPictures, passing=True)
def want(visit: Visit, request: WantPictures) -> None:
    if leg := legs().of(visit, request.number):
        leg.do(partial(leg.want, {each.participant: each.size for each in request.sizes}))


@command("leg.keep", action=Action.SIGNAL_SEND, request=KeepLeg, passing=True)
def keep(visit: Visit, request: KeepLeg) -> None:
    legs().keep(visit, request.number, request.has)


@command("leg.end", action=Action.SIGNAL_SEND, request=AboutLeg, passing=True)
def end(visit: Visit, request: AboutLeg) -> None:
    if leg := legs().of(visit, request.number):
        leg.end()
