"""A throw-away authority for tests: a root, a code-signing certificate and a time-stamping one, valid for a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_VALID_DAYS = 30


@dataclass(frozen=True, slots=True)
class Authority:
    """Files of one authority, all PEM; a chain holds a certificate and the root."""

    root: Path
    chain: Path
    key: Path
    stamp_chain: Path
    stamp_key: Path


def make(folder: Path, name: str) -> Authority:
    """Return the authority in `folder`, made anew when there is none or it ends within a day."""
    made = Authority(
        *(folder / f"{part}.pem" for part in ("root", "chain", "key", "stamp-chain", "stamp-key"))
    )
    if made.root.exists():
        root = x509.load_pem_x509_certificate(made.root.read_bytes())
        if root.not_valid_after_utc > datetime.now(UTC) + timedelta(days=1):
            return made
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, root = _issue(f"{name}: root", None, None, None)
    sign_key, sign = _issue(f"{name}: packages", ExtendedKeyUsageOID.CODE_SIGNING, root, root_key)
    stamp_key, stamp = _issue(f"{name}: time stamps", ExtendedKeyUsageOID.TIME_STAMPING, root, root_key)
    made.root.write_bytes(_pem(root))
    made.chain.write_bytes(_pem(sign) + _pem(root))
    made.stamp_chain.write_bytes(_pem(stamp) + _pem(root))
    for path, key in ((made.key, sign_key), (made.stamp_key, stamp_key)):
        path.touch(mode=0o600)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    return made


def _issue(
    name: str,
    use: x509.ObjectIdentifier | None,
    issuer: x509.Certificate | None,
    issuer_key: rsa.RSAPrivateKey | None,
) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=_VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=issuer is not None,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=issuer is None,
                crl_sign=issuer is None,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if use is not None:
        # RFC 3161, 2.3: a time-stamping certificate has this use alone, and it is critical.
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    return key, builder.sign(issuer_key or key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
