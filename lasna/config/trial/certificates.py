"""A certificate authority for trying. It can speak for names and addresses of private networks alone."""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lasna.config.trial.addresses import Address

CA_LASTS = timedelta(days=730)
CA_RENEWED_BEFORE = timedelta(days=60)
LEAF_LASTS = timedelta(days=90)
LEAF_RENEWED_BEFORE = timedelta(days=30)
EARLIER = timedelta(days=1)
"""A phone's clock may be behind."""
HERE = ("127.0.0.1", "::1")
NETWORKS = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
"""Not this machine's addresses of today: a phone that trusts the authority need not do so again tomorrow."""


@dataclass(frozen=True)
class Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        """SHA-256, as phones and browsers show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


@dataclass(frozen=True)
class Speaks:
    """For whom: names and private addresses of this machine."""

    names: Sequence[str]
    addresses: Sequence[Address]

    @property
    def alternatives(self) -> list[x509.GeneralName]:
        every = dict.fromkeys([*(ipaddress.ip_address(here) for here in HERE), *self.addresses])
        return [*map(x509.DNSName, self.names), *map(x509.IPAddress, every)]


def authority(folder: Path, speaks: Speaks) -> tuple[Pair, bool]:
    """That of this folder, and whether it is new: there was none, it nears its end, or cannot speak so."""
    kept = _read(folder, "ca")
    if kept and _left(kept) > CA_RENEWED_BEFORE and _may_speak(kept.certificate, speaks):
        return kept, False
    made = _new_authority(speaks)
    _write(folder, "ca", made)
    return made, True


def leaf(folder: Path, ca: Pair, speaks: Speaks) -> Pair:
    """This machine's certificate; a new one where names or addresses changed, or it nears its end."""
    kept = _read(folder, "web")
    if kept and _left(kept) > LEAF_RENEWED_BEFORE and _is_right(kept.certificate, ca, speaks):
        return kept
    made = _new_leaf(ca, speaks)
    _write(folder, "web", made)
    return made


def certificate_of(folder: Path) -> x509.Certificate | None:
    """What the web process shows."""
    kept = _read(folder, "web")
    return kept.certificate if kept else None


def _left(pair: Pair) -> timedelta:
    return pair.certificate.not_valid_after_utc - datetime.now(UTC)


def _may_speak(certificate: x509.Certificate, speaks: Speaks) -> bool:
    said = certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    names = {each.value for each in said if isinstance(each, x509.DNSName)}
    networks = [each.value for each in said if isinstance(each, x509.IPAddress)]
    return names.issuperset(_constrained(speaks.names)) and all(
        any(_holds(network, address) for network in networks) for address in speaks.addresses
    )


def _holds(network: object, address: Address) -> bool:
    kinds = ipaddress.IPv4Network, ipaddress.IPv6Network
    return isinstance(network, kinds) and network.version == address.version and address in network


def _constrained(names: Sequence[str]) -> set[str]:
    """``local`` stands for every name under it."""
    return {"local" if name.endswith(".local") else name for name in names} | {"local"}


def _is_right(certificate: x509.Certificate, ca: Pair, speaks: Speaks) -> bool:
    of = certificate.extensions.get_extension_for_class
    same = set(of(x509.SubjectAlternativeName).value) == set(speaks.alternatives)
    issuer = of(x509.AuthorityKeyIdentifier).value.key_identifier
    return same and issuer == x509.SubjectKeyIdentifier.from_public_key(ca.key.public_key()).digest


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words[:64])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _begun(issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    named = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return named.not_valid_before(datetime.now(UTC) - EARLIER).add_extension(identifier, critical=False)


def _new_authority(speaks: Speaks) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    made = datetime.now(UTC)
    name = _name(f"Läsnä trial {speaks.names[-1]} {made:%Y-%m-%d %H:%M}")
    networks = [ipaddress.ip_network(each) for each in NETWORKS]
    others = [address for address in speaks.addresses if not any(_holds(each, address) for each in networks)]
    permitted: list[x509.GeneralName] = [
        *map(x509.DNSName, sorted(_constrained(speaks.names))),
        *map(x509.IPAddress, [*networks, *(ipaddress.ip_network(address) for address in others)]),
    ]
    certificate = (
        _begun(name, name, key)
        .not_valid_after(made + CA_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(certificate, key)


def _new_leaf(ca: Pair, speaks: Speaks) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key())
    certificate = (
        _begun(ca.certificate.subject, _name(speaks.names[-1]), key)
        .not_valid_after(min(datetime.now(UTC) + LEAF_LASTS, ca.certificate.not_valid_after_utc))
        .add_extension(issuer, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(speaks.alternatives), critical=False)
        .sign(ca.key, hashes.SHA256())
    )
    return Pair(certificate, key)


def _read(folder: Path, name: str) -> Pair | None:
    """A pair that does not belong together, as after a crash between two files, is none."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
        key = load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    return Pair(certificate, key)


def _write(folder: Path, name: str, pair: Pair) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for path, content in ((folder / f"{name}.key", secret), (folder / f"{name}.pem", pair.pem)):
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
