"""What went wrong with an issuer, in words: for who can mend it, and for who wants to sign in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel.oidc import Trouble

FOR_ADMINISTRATORS: dict[str, str | Promise] = {
    "address.not_one": _("An address is not one: it begins with https:// and has no spaces."),
    "address.not_https": _("The address is not https. Use the issuer's https address."),
    "address.inside": _(
        "The address is inside this service's own network. Those who run the service can allow it "
        "(LASNA_OIDC_HOSTS)."
    ),
    "answer.no_such_host": _("There is no server of this name. Check the address."),
    "answer.none": _(
        "The server does not answer within 5 seconds. Check the address, and that the server is up."
    ),
    "answer.certificate": _("The server's certificate is not trusted. Ask those who run the issuer."),
    "answer.leads_elsewhere": _("The server sends us on to another address. Use the address where it ends."),
    "answer.too_long": _("The answer is too long to be an issuer's. Check the address."),
    "answer.not_json": _("The answer is not an issuer's. Check the address."),
    "discovery.not_found": _(
        "There is no issuer at this address: /.well-known/openid-configuration is not found there."
    ),
    "discovery.another_issuer": _(
        "The issuer calls itself by another address. Copy its address to the letter, with or without the "
        "slash at the end."
    ),
    "discovery.no_code_flow": _("The issuer does not know the authorization code flow. Switch it on there."),
    "discovery.incomplete": _("The issuer does not say where to sign in. Ask those who run it."),
    "keys.none": _(
        "The issuer shows no key that we can use (RSA from 2048 bits, or EC). Ask those who run it."
    ),
}
_TRUST = _("We could not believe what your organisation's sign-in said. Begin again.")
_AWAY = _(
    "Your organisation's sign-in does not answer right now. Try again in a moment. If it goes on, tell your "
    "organisation's administrator."
)
_STALE = _("This sign-in was begun long ago, in another browser, or is used already. Begin again.")
_FOR_PEOPLE: dict[str, str | Promise] = {
    "token.client_refused": _(
        "Your organisation's sign-in does not let this service ask it. Tell your organisation's "
        "administrator."
    ),
    "token.code_refused": _STALE,
    "token.iss": _("This is the sign-in of another organisation. Choose your own organisation's sign-in."),
    "token.exp": _(
        "The sign-in took too long, or the clocks differ. Begin again. If it goes on, tell your "
        "organisation's administrator."
    ),
}


def for_administrators(trouble: Trouble) -> str | Promise:
    return FOR_ADMINISTRATORS.get(
        trouble.code, _("The issuer cannot be used as it is. Ask those who run it.")
    )


def stale() -> UserError:
    return UserError("single_sign_on.stale", _STALE)


def for_people(trouble: Trouble) -> UserError:
    """The issuer's trouble as a refusal to who wants to sign in."""
    known = _FOR_PEOPLE.get(trouble.code)
    away = trouble.code.partition(".")[0] in {"answer", "discovery", "keys", "address"}
    return UserError(f"single_sign_on.{trouble.code}", known or (_AWAY if away else _TRUST))
