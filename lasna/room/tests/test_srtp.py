"""Packets that a test or a bench sends are those of the standard: else Janus drops them without a word."""

import pytest

from lasna.room.tests.srtp import Direction, Rtp

KEY = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139")
SALT = bytes.fromhex("0EC675AD498AFEEBB6960B3AABE6")
PACKET = Rtp(payload_type=15, index=0x1234, timestamp=0xDECAFBAD, ssrc=0xCAFEBABE, payload=b"\xab" * 16)


def test_keys_are_derived_as_in_the_appendix_of_rfc_3711() -> None:
    way = Direction(KEY, SALT)
    assert way._cipher.key == bytes.fromhex("C61E7A93744F39EE10734AFE3FF7A087")
    assert way._salt == bytes.fromhex("30CBBC08863D8C85D49DB34A9AE1")
    assert way._seal == bytes.fromhex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")


def test_a_packet_is_sealed_as_libsrtp_seals_it() -> None:
    sealed = "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"
    assert Direction(KEY, SALT).sealed(PACKET).hex() == sealed


@pytest.mark.parametrize("extension", [b"", b"\x10\x9e\x00\x00"])
def test_what_is_sealed_is_opened_by_the_other_side_alone(extension: bytes) -> None:
    client, server = Direction.both(bytes(range(60)))
    rtp = Rtp(96, 0x2FFFE, 90_000, 7, b"picture", marker=True, extension=extension)
    sealed = client.sealed(rtp)
    assert Direction.both(bytes(range(60)))[0].opened(sealed, turns=2) == b"picture"
    for other, turns in ((server, 2), (client, 1)):
        with pytest.raises(ValueError, match="not sealed"):
            other.opened(sealed, turns=turns)
