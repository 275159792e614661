"""What other packages give to these pages."""

from collections.abc import Callable

from lasna.correspondence.protocol import Rendered
from lasna.people.models import Organisation, Person

Sample = Callable[[Organisation, Person, str], Rendered]
"""Of this organisation, from this person, by ``email`` or ``sms``; in the language that is active."""
_samples: list[Sample] = []


def sample_message(sample: Sample) -> Sample:
    """Register who renders the message that the senders' page shows: the real words, by the real renderer."""
    _samples[:] = [sample]
    return sample


def rendered_sample(organisation: Organisation, person: Person, channel: str) -> Rendered:
    return _samples[0](organisation, person, channel)
