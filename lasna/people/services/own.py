"""What a person decides about themselves."""

from lasna.people.models import Person


def speak(*, person: Person, language: str) -> None:
    """From now on the service speaks ``language`` to this person."""
    person.language = language
    person.save(update_fields=["language"])
