"""What tests need about how a way comes to be chosen."""

from lasna.meetings.models import OfferReason
from lasna.people.models import Organisation


def reason_of(
    organisation: Organisation, answer: str = "declined", words: str = "Ei laitetta"
) -> OfferReason:
    """One of the organisation's reasons for this answer."""
    kept = OfferReason.objects.filter(organisation=organisation, answer=answer).first()
    return kept or OfferReason.objects.create(
        organisation=organisation, key=f"test-{answer}", answer=answer, words_fi=words
    )
