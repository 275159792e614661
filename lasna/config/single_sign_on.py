"""``lasna single-sign-on off``: the way back in when an organisation's issuer is the only way, and gone."""

from collections.abc import Callable

from lasna.kernel.numbers import number_in
from lasna.people.models import Issuer, Organisation
from lasna.people.services import single_sign_on


def switch_off(wanted: str, say: Callable[[str], None]) -> int:
    """``wanted``: the organisation's name or number. Status 1 where nothing was switched off."""
    number = number_in(wanted)
    found = Organisation.objects.filter(pk=number) if number is not None else None
    if not found:
        found = Organisation.objects.filter(name=wanted)
    organisation = found.first()
    if organisation is None or not single_sign_on.switch_off_from_outside(organisation_id=organisation.pk):
        say("No single sign-on of this organisation is switched on. It is, at:")
        for issuer in Issuer.objects.filter(is_on=True).select_related("organisation"):
            say(f"{issuer.organisation_id}  {issuer.organisation.name}")
        return 1
    say(f"Switched off: people of {organisation.name} sign in with a password again.")
    return 0
