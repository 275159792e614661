from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Fixed, Kind, Part, holds, kept_for, take_away
from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class ReceptionConfig(AppConfig):
    name = "lasna.reception"

    def ready(self) -> None:
        from lasna.meetings.queries.today import BESIDE

        for module in ("receivers", "tasks"):
            import_module(f"lasna.reception.{module}")
        BESIDE.append("receptions_waiting")
        words = _("Where clients come without an appointment: hours, ways to meet, places in the queue.")
        administers(Entry("reception_offices", _("Drop-in receptions"), words, Action.RECEPTION_RUN))
        _tell_what_is_held()


def _tell_what_is_held() -> None:
    from lasna.reception.models import Visit
    from lasna.reception.queries.held import old_visits, told_of
    from lasna.reception.services.forgetting import erase_visits

    holds(
        Part(
            "visits",
            _("Visits to the reception: times, and the name and number typed there"),
            count=number_of(lambda client: Visit.objects.filter(client=client), *some_ids(1)),
            export=told_of,
            erase=erase_visits,
            remains=_("Visits without the person: when somebody came, waited and was met."),
        )
    )
    kept_for(
        Fixed(
            _("Names and numbers typed at the reception"),
            _("So that the adviser can call who waits by name, and phone them if the connection breaks."),
            _("Until the night after the visit."),
        )
    )
    kept_for(
        Kind(
            "visits",
            _("Visits to the reception"),
            _("When somebody came, how long they waited, whether they were met. Names go the same night."),
            days=1095,
            least=30,
            most=7300,
            on=True,
            count=number_of(old_visits, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_visits(organisation, before), limit),
        )
    )
