"""Second factors: one's own, and who of an organisation has which."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator

from lasna.errors import NotHere
from lasna.kernel.keys import InvalidToken
from lasna.people.models import Organisation, Person


@dataclass(frozen=True)
class Passkey:
    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass
class Factors:
    """What somebody has beside the password. ``app``: its id; ``codes_left``: None without codes."""

    app: int | None = None
    app_added_at: datetime | None = None
    app_used_at: datetime | None = None
    passkeys: list[Passkey] = field(default_factory=list)
    codes_left: int | None = None
    codes_kept: bool = True

    @property
    def any(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def factors_of(person: Person) -> Factors:
    found = Factors()
    for row in Authenticator.objects.filter(user_id=person.pk).order_by("pk"):
        if row.type == Authenticator.Type.TOTP:
            found.app, found.app_added_at, found.app_used_at = row.pk, row.created_at, row.last_used_at
        elif row.type == Authenticator.Type.WEBAUTHN:
            found.passkeys.append(Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at))
        else:
            found.codes_left = len(_unused(row))
            found.codes_kept = row.wrap().did_view
    return found


def codes_to_keep(person: Person) -> list[str]:
    """Recovery codes that have not been kept yet, in two groups of four digits; empty: there are none."""
    row = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None or row.wrap().did_view:
        return []
    return [f"{code[:4]} {code[4:]}" for code in _unused(row)]


def _unused(row: Authenticator) -> list[str]:
    """None where the key that sealed them is gone: after a restore with new keys."""
    try:
        return list(row.wrap().get_unused_codes())
    except InvalidToken:
        return []


def has_passkey(person: Person) -> bool:
    passkeys = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN)
    return bool(passkeys.exists())


@dataclass(frozen=True)
class Colleague:
    number: int
    name: str
    has_app: bool
    passkeys: int


def factors_of_colleagues(organisation: Organisation) -> list[Colleague]:
    """Everybody who may sign in, by name, with what they have. Two statements."""
    people = Person.objects.filter(organisation=organisation, is_active=True).order_by("name", "pk")
    kinds: dict[int, list[str]] = {}
    for person_id, kind in Authenticator.objects.filter(user__organisation=organisation).values_list(
        "user_id", "type"
    ):
        kinds.setdefault(person_id, []).append(kind)
    return [
        Colleague(
            number=number,
            name=name,
            has_app=Authenticator.Type.TOTP in kinds.get(number, []),
            passkeys=kinds.get(number, []).count(Authenticator.Type.WEBAUTHN),
        )
        for number, name in people.values_list("pk", "name")
    ]


def passkey_of(person: Person, factor_id: int) -> Authenticator:
    """The person's own passkey; another's, or what is none, is not here."""
    own = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN, pk=factor_id)
    passkey = own.first()
    if passkey is None:
        raise NotHere("factor")
    return passkey
