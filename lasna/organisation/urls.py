from django.urls import path

from lasna.organisation import views
from lasna.organisation.models import Kind

urlpatterns = [
    path("administration/appearance", views.appearance, name="appearance"),
    path("administration/appearance/preview", views.appearance_preview, name="appearance_preview"),
    path("administration/senders", views.senders, name="senders"),
    path("administration/senders/preview", views.senders_preview, name="senders_preview"),
    path("administration/languages", views.offered_languages, name="offered_languages"),
    path("administration/pages", views.published_pages, name="published_pages"),
    path("administration/pages/<slug:kind>", views.write_page, name="write_page"),
    path("administration/pages/<slug:kind>/preview", views.preview_page, name="preview_page"),
    path("administration/pages/<slug:kind>/publish", views.publish_page, name="publish_page"),
    path("administration/editions/<int:edition_id>/bring-back", views.bring_back, name="bring_back_edition"),
    path("theme/<int:version>/<str:colour>.css", views.theme_style, name="theme_style"),
    path("theme/logo/<str:name>.webp", views.theme_logo, name="theme_logo"),
    path(
        "o/<slug:slug>/accessibility",
        views.public_page,
        {"kind": Kind.ACCESSIBILITY},
        name="public_accessibility",
    ),
    path(
        "o/<slug:slug>/data-protection",
        views.public_page,
        {"kind": Kind.DATA_PROTECTION},
        name="public_data_protection",
    ),
    path("o/<slug:slug>/channels", views.public_page, {"kind": Kind.CARD}, name="public_card"),
]
