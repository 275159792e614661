"""What ours is measured beside: a bare Django page with one query, same uvicorn, same database.

``python -m bench.pages.bare --port N``
"""

import argparse
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from lasna.config.settings import DATABASES

PAGE = """<!doctype html><html lang="fi"><head><meta charset="utf-8"><title>Bare</title></head>
<body><h1>{{ first }} {{ last }}</h1><p>{{ phone }}</p></body></html>"""


def page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_name, last_name, phone FROM clients_client WHERE id = %s", [1])
        first, last, phone = cursor.fetchone() or ("", "", "")
    shown = {"first": first, "last": last, "phone": phone}
    return HttpResponse(engines["django"].from_string(PAGE).render(shown, request))


urlpatterns = [path("", page)]


def application() -> Any:
    settings.configure(
        DATABASES=DATABASES,
        ROOT_URLCONF="bench.pages.bare",
        ALLOWED_HOSTS=["localhost"],
        SECRET_KEY="bare",  # noqa: S106  # signs nothing
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
    )
    from django.core.asgi import get_asgi_application

    return get_asgi_application()


if __name__ == "__main__":
    import uvicorn

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    uvicorn.run(
        application(), host="127.0.0.1", port=parser.parse_args().port, access_log=False, log_level="error"
    )
