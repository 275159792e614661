from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for, take_away
from lasna.policy import Action


class GuidanceConfig(AppConfig):
    name = "lasna.guidance"

    def ready(self) -> None:
        from lasna.clients.protocol import CardLink, on_card, tried_part
        from lasna.guidance.access import try_token
        from lasna.guidance.queries.trying import tried_out_of
        from lasna.meetings.protocol import try_link_from

        for module in ("receivers", "commands", "queries.helping"):
            import_module(f"lasna.guidance.{module}")
        on_card(CardLink("hands_on", _("Try video together"), Action.CLIENT_TRY, as_button=True))
        tried_part(tried_out_of)
        try_link_from(lambda client_id: f"/try/{try_token(client_id)}" if client_id else "/try")
        _tell_of_trials()
        _tell_of_help()


def _tell_of_trials() -> None:
    from lasna.guidance.models import Trial
    from lasna.guidance.queries.trying import old_trials, told_of
    from lasna.guidance.services import erase_trials

    holds(
        Part(
            "trials",
            _("Trials of camera, sound and connection"),
            count=number_of(lambda client: Trial.objects.filter(client=client), *some_ids(1)),
            export=told_of,
            erase=erase_trials,
        )
    )
    kept_for(
        Kind(
            "trials",
            _("Trials of camera, sound and connection"),
            _("What clients tried and let their adviser see. The card keeps whether the devices work."),
            days=365,
            least=7,
            most=3650,
            on=True,
            count=number_of(old_trials, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_trials(organisation, before), limit),
        )
    )


def _tell_of_help() -> None:
    from lasna.guidance.queries.helping import old_requests, requests_about, told_of_help
    from lasna.guidance.services import erase_requests

    holds(
        Part(
            "help_requests",
            _("Requests for help with the technology"),
            count=number_of(requests_about, *some_ids(1)),
            export=told_of_help,
            erase=erase_requests,
        )
    )
    kept_for(
        Kind(
            "help_requests",
            _("Requests for help with the technology"),
            _("What did not work for whom, and who helped: to see what troubles people again and again."),
            days=180,
            least=7,
            most=3650,
            on=True,
            count=number_of(old_requests, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_requests(organisation, before), limit),
        )
    )
