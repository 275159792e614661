"""This machine's own names and addresses, as others of its network may call it."""

import fcntl
import ipaddress
import re
import socket
import struct
from pathlib import Path

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SIOCGIFADDR = 0x8915
_NOBODY = ("192.0.2.1", 9)
"""An address of documentation: the way there is looked up, and nothing is sent."""
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def is_of_a_private_network(address: Address) -> bool:
    """Neither this machine's inside nor anything that the world can reach."""
    return address.is_private and not (address.is_loopback or address.is_link_local or address.is_unspecified)


def own_addresses(host: str) -> list[Address]:
    """The private addresses at which a service that listens on ``host`` is reached, the likeliest first."""
    if not is_any(host):
        return [address for address in _parsed(host) if is_of_a_private_network(address)]
    found = [*_likeliest(), *_ipv4(), *(_ipv6() if ":" in host else [])]
    return [address for address in dict.fromkeys(found) if is_of_a_private_network(address)]


def own_names() -> list[str]:
    """``localhost``, and what this machine is called in its network."""
    name = socket.gethostname().lower().removesuffix(".local")
    named = _NAME.fullmatch(name) is not None and name != "localhost"
    return ["localhost", *([name, f"{name}.local"] if named else [])]


def is_any(host: str) -> bool:
    """Does it listen at every address?"""
    return any(address.is_unspecified for address in _parsed(host))


def is_here_alone(host: str) -> bool:
    """Does nobody but this machine reach it?"""
    return host == "localhost" or any(address.is_loopback for address in _parsed(host))


def in_url(host: str) -> str:
    """As it stands in an address, and in ``LASNA_HOSTS``."""
    return f"[{host}]" if ":" in host else host


def _parsed(host: str) -> list[Address]:
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        return []


def _likeliest() -> list[Address]:
    """The one by which this machine would go out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(_NOBODY)
        except OSError:  # no way out: a machine of its own
            return []
        return _parsed(way.getsockname()[0])


def _ipv4() -> list[Address]:
    found: list[Address] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _number, name in socket.if_nameindex():
            try:
                told = fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:  # an interface without an address
                continue
            found.append(ipaddress.IPv4Address(told[20:24]))
    return found


def _ipv6() -> list[Address]:
    """Linux lists them in a file; elsewhere none is known."""
    table = Path("/proc/net/if_inet6")
    lines = table.read_text().splitlines() if table.exists() else []
    return [ipaddress.IPv6Address(bytes.fromhex(line.split()[0])) for line in lines]
