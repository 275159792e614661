"""Packets that a test or a bench sends are those of the standard: else Janus drops them without a word."""

import pytest

from lasna.room.tests.srtp import MATERIAL, SEALS, ByDigest, ByGcm, Rtp, Seal, both

KEY = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139")
SALT = bytes.fromhex("0EC675AD498AFEEBB6960B3AABE6")
PACKET = Rtp(payload_type=15, index=0x1234, timestamp=0xDECAFBAD, ssrc=0xCAFEBABE, payload=b"\xab" * 16)


def test_keys_are_derived_as_in_the_appendix_of_rfc_3711() -> None:
    way = ByDigest.derived(KEY, SALT)
    assert way._cipher.key == bytes.fromhex("C61E7A93744F39EE10734AFE3FF7A087")
    assert way._salt == bytes.fromhex("30CBBC08863D8C85D49DB34A9AE1")
    assert way._seal == bytes.fromhex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")


def test_a_packet_is_sealed_as_libsrtp_seals_it() -> None:
    sealed = "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"
    assert ByDigest.derived(KEY, SALT).sealed(PACKET).hex() == sealed


def test_a_packet_is_sealed_as_in_rfc_7714() -> None:
    key, salt = bytes(range(16)), b"Quid pro quo"
    text = b"Gallia est omnis divisa in partes tres"
    rtp = Rtp(0x40, 0xF17B, 0x8041F8D3, 0x5501A0B2, text)
    sealed = (
        "8040f17b8041f8d35501a0b2"
        "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
        "899d7f27beb16a9152cf765ee4390cce"
    )
    assert ByGcm(key, salt).sealed(rtp).hex() == sealed


@pytest.mark.parametrize("seal", SEALS.values(), ids=SEALS)
@pytest.mark.parametrize("extension", [b"", b"\x10\x9e\x00\x00"])
def test_what_is_sealed_is_opened_by_the_other_side_alone(seal: Seal, extension: bytes) -> None:
    client, server = both(seal, bytes(range(MATERIAL)))
    rtp = Rtp(96, 0x2FFFE, 90_000, 7, b"picture", marker=True, extension=extension)
    sealed = client.sealed(rtp)
    assert both(seal, bytes(range(MATERIAL)))[0].opened(sealed, turns=2) == b"picture"
    for other, turns in ((server, 2), (client, 1)):
        with pytest.raises(ValueError, match="not sealed"):
            other.opened(sealed, turns=turns)
