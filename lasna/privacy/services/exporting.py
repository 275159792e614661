"""A copy of everything the service holds of one client: a page for people, a file for programs."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lasna.clients.models import Client
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.personal import Section, Value, parts
from lasna.kernel.web.times import in_zone
from lasna.people.models import Person
from lasna.policy import Action
from lasna.privacy.access import client_to
from lasna.privacy.queries.readers import told_of_readers


@dataclass(frozen=True)
class Copy:
    """``name`` says no name: the file lies in somebody's downloads."""

    name: str
    content: bytes


@transaction.atomic
def export_client(*, client_id: int, by: Person) -> Copy:
    """A ZIP: ``data.json`` and a page in the client's language. On record."""
    client = client_to(by, client_id, Action.CLIENT_EXPORT)
    with translation.override(client.language):
        sections = _sections(client)
        page = _page(client, sections)
        page_name = f"{_('your-data')}.html"
    content = _zipped({page_name: page.encode(), "data.json": _json(client, sections)})
    who = f"person:{by.pk}"
    record(chain=client.organisation_id, who=who, deed="client.exported", subject="client", ids=[client.pk])
    return Copy(f"client-{client.pk}.zip", content)


def _sections(client: Client) -> list[Section]:
    told = [section for part in parts() for section in part.export(client.pk)]
    return [*told, told_of_readers(client)]


def _json(client: Client, sections: Sequence[Section]) -> bytes:
    whole = {
        "made": clock.now().isoformat(),
        "organisation": client.organisation.name,
        "client": client.pk,
    } | {
        section.name: [
            {key: _plain(value) for (key, _words), value in zip(section.columns, row, strict=True)}
            for row in section.rows
        ]
        for section in sections
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date


def _page(client: Client, sections: Sequence[Section]) -> str:
    zone = client.office.zone
    shown = [_shown(section, zone) for section in sections]
    made = _read(clock.now(), zone)
    told = {"client": client, "sections": shown, "language": client.language, "made": made}
    return render_to_string("privacy/copy.html", told)


def _shown(section: Section, zone: str) -> dict[str, object]:
    """A table; or, of the client's own row, each with its words."""
    columns = [words for _key, words in section.columns]
    rows = [[_read(value, zone) for value in row] for row in section.rows]
    facts = list(zip(columns, rows[0], strict=True)) if section.name == "details" else []
    return {"title": section.title, "columns": columns, "rows": rows, "facts": facts}


def _read(value: Value, zone: str) -> str:
    """As people of this language write it. Nothing is a dash."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(in_zone(value, zone), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return "–" if value in (None, "") else str(value)


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
