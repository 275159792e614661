from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "lasna.contacts"

    def ready(self) -> None:
        from lasna.clients.protocol import timeline_part
        from lasna.contacts import receivers  # noqa: F401 - hears once imported
        from lasna.contacts.queries import entries_of

        timeline_part("contacts", entries_of)
