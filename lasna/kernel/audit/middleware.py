"""The last thing before an answer leaves: who looked at what is written down, or the answer stays here."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from lasna.kernel import metrics
from lasna.kernel.audit.looks import Look, collecting, write
from lasna.kernel.web import pages

log = logging.getLogger(__name__)


class WhoLooked:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with collecting() as looks:
            response = self.get_response(request)
        if not looks:
            return response
        try:
            _write(request, looks)
        except DatabaseError as error:
            metrics.DATABASE_ERRORS.inc()
            log.error("Who looked could not be written: the answer is withheld.", exc_info=error)
            return pages.busy(request)
        return response


def _write(request: HttpRequest, looks: list[Look]) -> None:
    person = request.user
    if not person.is_authenticated:
        raise RuntimeError("client data was read and nobody is signed in")
    write(looks, who=f"person:{person.pk}", chain=person.organisation_id)
