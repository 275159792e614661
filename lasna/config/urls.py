"""Every address of the service. Each package lists its own."""

from django.urls import URLPattern, URLResolver, include, path

from lasna.config import health, metrics

handler400 = "lasna.kernel.web.pages.bad_request"
handler403 = "lasna.kernel.web.pages.forbidden"
handler404 = "lasna.kernel.web.pages.not_found"
handler500 = "lasna.kernel.web.pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.ready, name="health"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    *(
        path("", include(f"lasna.{package}.urls"))
        for package in (
            "people",
            "clients",
            "meetings",
            "booking",
            "calendars",
            "reception",
            "contacts",
            "knocking",
            "guidance",
            "correspondence",
            "oversight",
            "privacy",
            "wording",
            "own",
            "around",
            "organisation",
        )
    ),
]
