"""A certificate authority for a local network: what makes a tablet trust the box on the table.

Its certificate says in itself that it vouches for names and addresses of local networks only, and for the one name it
was made with, so that whoever steals its key can stand between nobody and their bank.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.clock import fresh_bytes, now_ms

CA_DAYS = 3650
SERVER_DAYS = 397
"""Browsers trust no server's certificate that is valid for longer."""
RENEW_DAYS = 60
_LOCAL_NAMES = ("local", "lan", "internal", "home.arpa", "localhost")
_LOCAL_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "::1/128",
)

Address = IPv4Address | IPv6Address


class NotLocal(Exception):
    """A name or address that the authority does not vouch for."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """What lies in the folder."""

    fingerprint: str
    """SHA-256 of the authority's certificate, as people compare it."""
    names: list[str]
    addresses: list[str]
    ends: datetime
    renewed: bool


def folder(data: Path) -> Path:
    """Where certificates and keys lie."""
    return data / "certificates"


def provide(data: Path, names: list[str], addresses: list[Address], new_authority: bool = False) -> Certificates:
    """Make what is missing, and renew what ends soon or is for other names; twice is once."""
    here = folder(data)
    here.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = _read(here / "server.crt")
    if not names and not addresses and before is not None:
        names, addresses = _names(before)
    names = list(dict.fromkeys([*names, "localhost"]))
    addresses = list(dict.fromkeys([*addresses, ip_address("127.0.0.1")]))
    authority = None if new_authority else _read(here / "ca.crt")
    if authority is None or not (here / "ca.key").exists() or _ends_soon(authority):
        authority, before = _make_authority(here, names), None
    _hold(authority, names, addresses)
    kept = before is not None and not _ends_soon(before) and _names(before) == (names, addresses)
    certificate = before if kept and before is not None else _make_server(here, authority, names, addresses)
    return Certificates(
        fingerprint(authority), names, [str(one) for one in addresses], certificate.not_valid_after_utc, not kept
    )


def authority_bytes(data: Path) -> bytes | None:
    """The authority's certificate as a tablet fetches it; None where there is none."""
    path = folder(data) / "ca.crt"
    return path.read_bytes() if path.exists() else None


def first_name(data: Path) -> str | None:
    """The name or address under which others than the box itself reach it; None where no certificate says."""
    certificate = _read(folder(data) / "server.crt")
    names, addresses = _names(certificate) if certificate is not None else ([], [])
    served = [name for name in names if name != "localhost"] + [str(one) for one in addresses if not one.is_loopback]
    return served[0] if served else None


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs, as settings of tablets and browsers show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def fingerprint_of(pem: bytes) -> str:
    """The same of a certificate's bytes."""
    return fingerprint(x509.load_pem_x509_certificate(pem))


def _read(path: Path) -> x509.Certificate | None:
    return x509.load_pem_x509_certificates(path.read_bytes())[0] if path.exists() else None


def _names(certificate: x509.Certificate) -> tuple[list[str], list[Address]]:
    also = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [one for one in also.get_values_for_type(x509.IPAddress) if isinstance(one, Address)]
    return also.get_values_for_type(x509.DNSName), addresses


def _now() -> datetime:
    return datetime.fromtimestamp(now_ms() / 1000, UTC)


def _ends_soon(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc < _now() + timedelta(days=RENEW_DAYS)


def _make_authority(here: Path, names: list[str]) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Mulin 睦邻"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Mulin local CA {fresh_bytes(3).hex()}"),
        ]
    )
    networks = [x509.IPAddress(_network(text)) for text in _LOCAL_NETWORKS]
    permitted = [*(x509.DNSName(name) for name in dict.fromkeys([*_LOCAL_NAMES, *names])), *networks]
    certificate = (
        _begun(subject, subject, key, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _keep(here / "ca.key", _key_bytes(key), 0o600)
    _keep(here / "ca.crt", certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return certificate


def _make_server(
    here: Path, authority: x509.Certificate, names: list[str], addresses: list[Address]
) -> x509.Certificate:
    signer = serialization.load_pem_private_key((here / "ca.key").read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)  # noqa: S101 - made above
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    also = x509.SubjectAlternativeName([*map(x509.DNSName, names), *map(x509.IPAddress, addresses)])
    certificate = (
        _begun(subject, authority.subject, key, SERVER_DAYS)
        .add_extension(also, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _keep(here / "server.key", _key_bytes(key), 0o600)
    chain = [one.public_bytes(serialization.Encoding.PEM) for one in (certificate, authority)]
    _keep(here / "server.crt", b"".join(chain), 0o644)
    return certificate


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:  # fmt: skip
    # From a day ago: a tablet whose clock is a little behind must not take it for one of the future.
    begins = _now() - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(fresh_bytes(16)) >> 1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _hold(authority: x509.Certificate, names: list[str], addresses: list[Address]) -> None:
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    suffixes = [one.value for one in limits if isinstance(one, x509.DNSName)]
    networks = [one.value for one in limits if isinstance(one, x509.IPAddress)]
    for name in names:
        if not any(name == suffix or name.endswith(f".{suffix}") for suffix in suffixes):
            raise NotLocal(name)
    for address in addresses:
        if not any(isinstance(one, IPv4Network | IPv6Network) and address in one for one in networks):
            raise NotLocal(str(address))


def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _keep(path: Path, content: bytes, mode: int) -> None:
    draft = path.with_name(f".{path.name}.{fresh_bytes(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
