from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "lasna.contacts"

    def ready(self) -> None:
        from lasna.clients.protocol import timeline_part
        from lasna.contacts import receivers  # noqa: F401 - hears once imported
        from lasna.contacts.queries import after_of, due_of, entries_of
        from lasna.meetings.queries.encounter import after_part
        from lasna.meetings.queries.today import due_part

        timeline_part("contacts", entries_of)
        due_part("contacts", due_of)
        after_part("contacts", after_of)
