"""How SMS gateways want to be asked, as a table. docs/operate.md says the same for people.

json        {"to", "from", "text"}, Authorization: Bearer TOKEN             answers JSON with the message's id
form        to, from, message, username, password as a form                answers the id, "OK id", or JSON
46elks      from, to, message, whendelivered as a form, user and password  https://46elks.com/docs/send-sms
gatewayapi  {"sender", "message", "recipients", …}, the token as user      https://gatewayapi.com/docs/rest.html
"""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from lasna.correspondence.protocol import Outgoing
from lasna.kernel import sms

Fields = dict[str, object]


@dataclass(frozen=True)
class Account:
    """What we are known by at the gateway; each may be empty."""

    user: str = ""
    password: str = ""
    token: str = ""

    @property
    def basic(self) -> str:
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()


@dataclass(frozen=True)
class Dialect:
    """``fields`` of a message, with the address for its receipts where one is given."""

    fields: Callable[[Outgoing, Account, str], Fields]
    authorization: Callable[[Account], str]
    as_json: bool = True
    refuses_in_words: bool = False
    """It answers 200 and says ``ERR…`` when it did not take the message."""
    wants: str = ""
    """What it knows nobody without: ``user`` (of the address) or ``token``."""

    def lacks(self, account: Account) -> bool:
        """Would it refuse every message, because we do not say who we are?"""
        if self.wants == "user":
            return not (account.user and account.password)
        return self.wants == "token" and not (account.token or account.user)

    def body(self, outgoing: Outgoing, account: Account, receipts: str) -> tuple[bytes, dict[str, str]]:
        """What is posted, and its headers."""
        fields = self.fields(outgoing, account, receipts)
        body = json.dumps(fields) if self.as_json else urlencode(fields)
        kind = "application/json" if self.as_json else "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Accept": "application/json", "Connection": "close"}
        known = self.authorization(account)
        return body.encode(), headers | ({"Authorization": known} if known else {})


def _json(outgoing: Outgoing, account: Account, receipts: str) -> Fields:
    return {"to": outgoing.address, "from": outgoing.sms_from, "text": outgoing.rendered.text}


def _form(outgoing: Outgoing, account: Account, receipts: str) -> Fields:
    fields: Fields = {"to": outgoing.address, "from": outgoing.sms_from, "message": outgoing.rendered.text}
    if account.user:
        fields |= {"username": account.user, "password": account.password or account.token}
    return fields


def _46elks(outgoing: Outgoing, account: Account, receipts: str) -> Fields:
    fields: Fields = {"from": outgoing.sms_from, "to": outgoing.address, "message": outgoing.rendered.text}
    return fields | ({"whendelivered": receipts} if receipts else {})


def _gatewayapi(outgoing: Outgoing, account: Account, receipts: str) -> Fields:
    fields: Fields = {"sender": outgoing.sms_from, "message": outgoing.rendered.text}
    fields["recipients"] = [{"msisdn": int(outgoing.address.removeprefix("+"))}]
    if receipts:
        fields["callback_url"] = receipts
    if sms.size_of(outgoing.rendered.text).strange:
        fields["encoding"] = "UCS2"
    return fields


def _bearer_or_basic(account: Account) -> str:
    return account.basic if account.user else f"Bearer {account.token}" if account.token else ""


def _bearer_unless_in_the_form(account: Account) -> str:
    return f"Bearer {account.token}" if account.token and not account.user else ""


def _basic(account: Account) -> str:
    """The token may stand as the user, without a password."""
    return (account if account.user else Account(user=account.token)).basic


DIALECTS = {
    "json": Dialect(_json, _bearer_or_basic),
    "form": Dialect(_form, _bearer_unless_in_the_form, as_json=False, refuses_in_words=True),
    "46elks": Dialect(_46elks, _basic, as_json=False, wants="user"),
    "gatewayapi": Dialect(_gatewayapi, _basic, wants="token"),
}
