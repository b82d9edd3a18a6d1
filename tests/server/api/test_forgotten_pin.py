"""What a tablet sealed for the centre is opened for whoever brings a code for its own person, and for nobody else."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.database import reading
from server.models import AuditEvent
from tests.conftest import MakeApp
from tests.server.api.house import RUYILI, Caller, House, code, text

ROOT = bytes(range(32))


def _seal(key: dict[str, str], tablet: bytes, *, magic: bytes = b"MULINPIN", root: bytes = ROOT) -> bytes:
    """As protocol §3 and §14 say, without the house's own code."""
    pair = ec.generate_private_key(ec.SECP256R1())
    point = pair.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    header = magic + b"\x01" + bytes.fromhex(key["id"]) + point + bytes(12)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(key["key"]))
    shared = pair.exchange(ec.ECDH(), theirs)
    sealer = HKDF(hashes.SHA256(), 32, salt=header[9:82], info=b"mulin pin 1").derive(shared)
    return header + AESGCM(sealer).encrypt(bytes(12), cbor2.dumps({"tablet": tablet, "root": root}), header)


def _pairing(house: House) -> str:
    made: str = house.program(house.admin).post(f"/people/{text(house.fang)}/pairings").json["code"]
    return made


def _tablet(house: House) -> dict[str, Any]:
    """王芳's, with the community's key."""
    body: dict[str, Any] = Caller(house.app, {}).post("/enrol", {"code": _pairing(house), "name": "7号"}).json
    return body


def _ask(house: House, given: str, sealed: bytes) -> TestResponse:
    return Caller(house.app, {}).post("/forgotten-pin", {"code": given, "sealed": sealed.hex()})


def _id(tablet: dict[str, Any]) -> bytes:
    return bytes.fromhex(tablet["tablet"].replace("-", ""))


def test_the_root_is_given_out_once_and_written_down(house: House) -> None:
    tablet = _tablet(house)
    sealed, given = _seal(tablet["bundle_key"], _id(tablet)), _pairing(house)
    assert _ask(house, given, sealed).json == {"root": ROOT.hex()}
    again = _ask(house, given, sealed)
    assert code(again) == (404, "pairing.unknown")
    with house.app.app_context(), reading() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.community_id == RUYILI)).all()
    assert actions.count("tablet.pin_forgotten") == 1


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("magic", "bundle.not_one"),
        ("key", "bundle.key_unknown"),
        ("sealed", "bundle.damaged"),
        ("tablet", "bundle.unproven"),
    ],
)
def test_what_cannot_be_opened_uses_no_code_up(house: House, harm: str, says: str) -> None:
    tablet = _tablet(house)
    good = _seal(tablet["bundle_key"], _id(tablet))
    bad = {
        "magic": b"MULINBDL" + good[8:],
        "key": good[:9] + bytes(8) + good[17:],
        "sealed": good[:-1] + bytes([good[-1] ^ 1]),
        "tablet": _seal(tablet["bundle_key"], bytes(16)),
    }[harm]
    given = _pairing(house)
    assert code(_ask(house, given, bad))[1] == says
    assert _ask(house, given, good).status_code == 200


def test_codes_are_not_guessed_here_either(make_app: MakeApp) -> None:
    house = House(make_app({"MULIN_ENROL_ATTEMPTS_MAX": "2"}))
    tablet = _tablet(house)
    sealed = _seal(tablet["bundle_key"], _id(tablet))
    told = [code(_ask(house, "AAAA-AAAA", sealed))[1] for _ in range(3)]
    assert told == ["pairing.unknown", "pairing.unknown", "enrol.too_many"]
