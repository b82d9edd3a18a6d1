"""JavaScript wrote the vectors; here Python reads them, and both must see the same."""

import hmac
import itertools
import subprocess
import uuid
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2
import pytest
from automerge.core import ROOT, Document, ObjType, ScalarType
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schemas.limits import Limits
from sync.bundle import ROOT_MAGIC, read_envelope, read_root
from sync.cbor import Malformed
from tests.golden.vectors import FOLDER, joined, names, vectors
from tests.tablet.driver import HERE, install

# The binding's enumeration cannot be a key.
TYPES = (
    (ScalarType.Str, "str"),
    (ScalarType.Int, "int"),
    (ScalarType.Uint, "uint"),
    (ScalarType.F64, "f64"),
    (ScalarType.Boolean, "boolean"),
    (ScalarType.Null, "null"),
    (ScalarType.Timestamp, "timestamp"),
    (ScalarType.Bytes, "bytes"),
)
WHOLE = [e for e in vectors("hostile") if not e.get("never_open")]


def read(document: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and types of a flat document, in the form of the vectors."""
    values, types = {}, {}
    for path in document.keys(ROOT):
        value, object_id = document.get(ROOT, path)
        if value == ObjType.Text:
            values[path], types[path] = document.text(object_id), "text"
            continue
        kind, scalar = value
        types[path] = next(name for one, name in TYPES if one == kind)
        values[path] = plain(scalar)
    return values, types


def plain(value: Any) -> Any:
    if isinstance(value, list):  # the binding's form of a byte string
        return {"bytes": bytes(value).hex()}
    if isinstance(value, datetime):
        return {"time": round(value.timestamp() * 1000)}
    return value


def heads(document: Any) -> list[str]:
    return sorted(head.hex() for head in document.get_heads())


def checksum_fits(chunk: bytes) -> bool:
    return chunk[4:8] == sha256(chunk[8:]).digest()[:4]


def test_the_generator_writes_the_same_bytes_again(tmp_path: Path):
    subprocess.run([install(), str(HERE / "bin" / "golden.mjs"), str(tmp_path)], check=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in FOLDER.glob("*.json")}


@pytest.mark.parametrize("entry", vectors("documents"), ids=names(vectors("documents")))
@pytest.mark.parametrize("form", ["saved", "changes", "backwards", "both"])
def test_a_document_reads_the_same_in_every_form(entry: dict[str, Any], form: str):
    changes = joined(entry["changes"])
    saved = bytes.fromhex(entry["saved"])
    data = {"saved": saved, "changes": changes, "backwards": joined(entry["changes"][::-1]), "both": saved + changes}
    document = Document.load(data[form])
    assert heads(document) == entry["heads"]
    values, types = read(document)
    assert types == entry["types"]
    assert values == entry["values"]


@pytest.mark.parametrize("entry", vectors("concurrent"), ids=names(vectors("concurrent")))
def test_branches_merge_alike_in_every_order(entry: dict[str, Any]):
    base = joined(entry["base"]["changes"]) if entry["base"] else b""
    for order in itertools.permutations(entry["branches"]):
        document = Document.load(base + b"".join(joined(branch["changes"]) for branch in order))
        values, types = read(document)
        assert heads(document) == entry["merged"]["heads"]
        assert types == entry["merged"]["types"]
        assert values == entry["merged"]["values"]
    for branch in entry["branches"]:
        document = Document.load(base + joined(branch["changes"]))
        assert heads(document) == branch["heads"]
        assert read(document)[0] == branch["values"]


@pytest.mark.parametrize("entry", vectors("concurrent"), ids=names(vectors("concurrent")))
def test_rivals_are_answers_that_somebody_gave(entry: dict[str, Any]):
    for path, rivals in entry["merged"]["rivals"].items():
        assert len(rivals) > 1
        assert entry["merged"]["values"][path] in rivals
        given = [branch["values"].get(path) for branch in entry["branches"]]
        assert all(rival in given for rival in rivals)


@pytest.mark.parametrize("entry", vectors("digests"), ids=names(vectors("digests")))
def test_digests(entry: dict[str, Any]):
    total = bytes(32)
    for document in entry["documents"]:
        of_it = sorted(bytes.fromhex(head) for head in document["heads"])
        one = sha256(uuid.UUID(document["document"]).bytes + b"".join(of_it)).digest()
        total = bytes(mine ^ other for mine, other in zip(total, one, strict=True))
    assert total.hex() == entry["digest"]


def test_documents_of_residents():
    given = vectors("resident_ids")
    for number in given["numbers"]:
        assert str(uuid.uuid5(uuid.UUID(given["namespace"]), number["number"])) == number["document"], number["typed"]


def test_seals():
    given = vectors("seals")
    for seal in given["seals"]:
        message = uuid.UUID(seal["document"]).bytes + b"".join(sorted(bytes.fromhex(head) for head in seal["heads"]))
        assert hmac.digest(bytes.fromhex(given["key"]), message, "sha256")[:16].hex() == seal["seal"]


def meaning(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, list):
        return [meaning(one) for one in value]
    if isinstance(value, dict):
        return {key: meaning(one) for key, one in value.items()}
    return value


BODIES = vectors("bodies")["requests"] + vectors("bodies")["replies"]


@pytest.mark.parametrize("entry", BODIES, ids=names(BODIES))
def test_bodies_mean_what_they_say(entry: dict[str, Any]):
    assert meaning(cbor2.loads(bytes.fromhex(entry["body"]))) == entry["means"]


def test_indefinite_lengths_mean_the_same():
    (by_hand,) = (e for e in vectors("bodies")["by_hand"] if e["name"] == "indefinite")
    (written,) = (e for e in vectors("bodies")["requests"] if e["name"] == "sync_first")
    assert by_hand["body"] != written["body"]
    assert meaning(cbor2.loads(bytes.fromhex(by_hand["body"]))) == written["means"]


@pytest.mark.parametrize("entry", WHOLE, ids=names(WHOLE))
def test_hostile_bytes_are_what_they_claim_to_be(entry: dict[str, Any]):
    """Whoever must be merged opens; what is no Automerge does not."""
    expect = entry["expect"] or {}
    data = joined(entry["base"]) + bytes.fromhex(entry["changes"])
    broken = expect.get("code") in ("bytes.not_automerge", "chunk.unknown_type", "actor.reused")
    if broken or expect.get("outcome") == "missing":
        with pytest.raises(Exception, match=r"."):
            Document.load(data)
    elif expect.get("outcome") in ("merged", "known") or entry["name"].endswith("_small"):
        assert heads(Document.load(data)) == entry["heads"]


def test_poison_opens_here():
    """If the binding learns to refuse these, good: then the vectors have done their work and can go."""
    poisons = [e for e in vectors("hostile") if e.get("poison")]
    assert len(poisons) == 3
    for poison in poisons:
        assert heads(Document.load(bytes.fromhex(poison["changes"]))) == poison["heads"]


def test_bombs_have_fitting_checksums():
    bombs = [e for e in vectors("hostile") if e.get("never_open")]
    assert len(bombs) == 7
    for bomb in bombs:
        chunk = bytes.fromhex(bomb["changes"])
        # A deflated change is summed up as it was before it was deflated: that of the small one was opened above.
        assert checksum_fits(chunk) or chunk[8] == 2, bomb["name"]
        assert len(chunk) < 32 * 1024


def test_bundles_open_with_their_keys():
    """By the primitives alone: what WebCrypto wrote is what the page says."""
    given = vectors("bundles")
    keys = {key["id"]: key for key in given["keys"]}
    hashed = sha256(given["token"].encode()).digest()
    for bundle in given["bundles"]:
        file, key = bytes.fromhex(bundle["file"]), keys[bundle["key"]]
        point = bytes.fromhex(key["key"])
        assert sha256(point).hexdigest()[:16] == key["id"]
        assert (file[:8], file[8], file[9:17].hex()) == (b"MULINBDL", 1, key["id"])
        private = ec.derive_private_key(int(key["secret"], 16), ec.SECP256R1())
        secret = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), file[17:82]))
        opener = HKDF(hashes.SHA256(), 32, salt=file[9:82], info=b"mulin bundle 1").derive(secret)
        body = cbor2.loads(AESGCM(opener).decrypt(file[82:94], file[94:], file[:94]))
        assert body.pop("proof") == hmac.digest(hashed, file[:94], "sha256")
        assert body.pop("bundle") == 1
        assert meaning(body) == bundle["means"]


def test_sealed_roots_open_with_their_keys():
    """By the primitives alone, and as the centre reads them."""
    given = vectors("bundles")
    keys = {key["id"]: key for key in given["keys"]}
    for one in given["roots"]:
        file, key = bytes.fromhex(one["sealed"]), keys[one["key"]]
        assert (file[:8], file[8], file[9:17].hex()) == (b"MULINPIN", 1, key["id"])
        private = ec.derive_private_key(int(key["secret"], 16), ec.SECP256R1())
        secret = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), file[17:82]))
        opener = HKDF(hashes.SHA256(), 32, salt=file[9:82], info=b"mulin pin 1").derive(secret)
        body = AESGCM(opener).decrypt(file[82:94], file[94:], file[:94])
        assert cbor2.loads(body) == {"tablet": uuid.UUID(one["tablet"]).bytes, "root": bytes.fromhex(one["root"])}
        assert read_envelope(file, ROOT_MAGIC).key_id.hex() == one["key"]
        told = read_root(body, Limits())
        assert (str(uuid.UUID(bytes=told.tablet_id)), told.root.hex()) == (one["tablet"], one["root"])
        with pytest.raises(Malformed):
            read_envelope(bytes.fromhex(given["bundles"][0]["file"]), ROOT_MAGIC)


def test_answers_to_a_tablets_question():
    given = vectors("bundles")
    hashed = sha256(given["token"].encode()).digest()
    for one in given["extensions"]:
        told = f"{one['days']:02d}"
        mac = hmac.digest(hashed, f"mulin extension {one['question']} {told}".encode(), "sha256")
        assert told + f"{int.from_bytes(mac[:4]) % 1_000_000:06d}" == one["answer"]
