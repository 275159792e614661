from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for
from lasna.policy import Action


class ContactsConfig(AppConfig):
    name = "lasna.contacts"

    def ready(self) -> None:
        from lasna.clients.protocol import CardLink, fact_part, on_card, timeline_part, used_part
        from lasna.contacts import receivers  # noqa: F401 - hears once imported
        from lasna.contacts.queries import after_of, due_of, entries_of, facts_of, used_of
        from lasna.meetings.queries.encounter import after_part
        from lasna.meetings.queries.today import due_part

        timeline_part("contacts", entries_of)
        due_part("contacts", due_of)
        after_part("contacts", after_of)
        fact_part(facts_of)
        used_part(used_of)
        on_card(CardLink("agreement", _("Agree on being in touch"), Action.CONTACT_WRITE, as_button=True))
        _tell_what_is_held()


def _tell_what_is_held() -> None:
    from lasna.contacts.models import Agreement, Contact
    from lasna.contacts.queries import old_lines, told_of, told_of_agreement
    from lasna.contacts.services import erase_contacts, purge_lines

    holds(
        Part(
            "contacts",
            _("Contacts: who it was, and the line written"),
            count=number_of(lambda client: Contact.objects.filter(client=client), *some_ids(1)),
            export=told_of,
            erase=erase_contacts,
            remains=_(
                "Contacts without the person: office, adviser, channel, times and outcome."
                " Statistics count them."
            ),
        )
    )
    holds(
        Part(
            "agreements",
            _("What was agreed on being in touch"),
            count=number_of(lambda client: Agreement.objects.filter(client=client), *some_ids(1)),
            export=told_of_agreement,
            erase=lambda client: Agreement.objects.filter(client=client).delete()[0],
        )
    )
    kept_for(
        Kind(
            "lines",
            _("Lines of contacts"),
            _("What advisers wrote of a contact, for the next one. The contact itself stays."),
            days=1825,
            least=90,
            most=7300,
            on=False,
            count=number_of(old_lines, *some_ids(1), *some_moments(1)),
            purge=purge_lines,
        )
    )
