from django.urls import path

from lasna.wording import views

urlpatterns = [
    path("administration/messages", views.message_words, name="message_words"),
    path(
        "administration/messages/<slug:message>/<slug:channel>/<slug:language>",
        views.write_words,
        name="write_words",
    ),
    path(
        "administration/messages/<slug:message>/<slug:language>/sheet/<int:edition_id>",
        views.words_on_paper,
        name="words_on_paper",
    ),
]
