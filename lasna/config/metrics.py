"""``/metrics``: what this web process counted, and what the database knows at this moment."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from lasna.correspondence.models import Message
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.live import hub
from lasna.kernel.metrics import DATABASE_ERRORS, REGISTRY
from lasna.kernel.web.guesses import has_token
from lasna.kernel.web.rights import public
from lasna.meetings.models import Meeting


@csrf_exempt  # without the token every method finds the same nothing, as at an unknown address
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has the token; for others there is no such page."""
    if request.method not in {"GET", "HEAD"} or not has_token(request, settings.LASNA_METRICS_TOKEN):
        raise NotHere("metrics")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


class Moment(Collector):
    """Looked up when it is asked. Two queries; where the database is away, what it knows is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("lasna_sockets", "Sockets open in this process", value=hub.sockets_open())
        try:
            found = [*_outbox(), _meetings()]
        except DatabaseError:
            DATABASE_ERRORS.inc()
            found = []
        yield GaugeMetricFamily("lasna_database_up", "1: the database answered", value=int(bool(found)))
        yield from found

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is looked up while the program starts."""
        return []


def _outbox() -> Iterator[GaugeMetricFamily]:
    messages = GaugeMetricFamily("lasna_outbox_messages", "Messages by state", labels=["state"])
    states = {
        row["state"]: row
        for row in Message.objects.order_by().values("state").annotate(count=Count("pk"), due=Min("due_at"))
    }
    for state in Message.State.values:
        messages.add_metric([state], states[state]["count"] if state in states else 0)
    yield messages
    pending = states.get(Message.State.PENDING)
    late = (clock.now() - pending["due"]).total_seconds() if pending else 0.0
    yield GaugeMetricFamily(
        "lasna_outbox_oldest_seconds", "How long the oldest message has been due", value=max(late, 0.0)
    )


def _meetings() -> GaugeMetricFamily:
    going = Meeting.objects.filter(status=Meeting.Status.UNDER_WAY).count()
    return GaugeMetricFamily("lasna_meetings_going", "Meetings under way", value=going)


REGISTRY.register(Moment())
