"""A real nginx on loopback: TLS from a private CA, a login, a log of what was asked. And a keyring in a file."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.patience import WAIT_S

USER, PASSWORD, TOKEN = "desk", "hunter2 hunter2", "token-0815"

_CONF = """
{user}
daemon on;
pid {base}/nginx.pid;
error_log {base}/error.log;
events {{ worker_connections 1024; }}
http {{
    log_format asked '$request_uri $status $body_bytes_sent "$http_authorization"';
    access_log {base}/access.log asked;
    client_body_temp_path {base}/t1; proxy_temp_path {base}/t2; fastcgi_temp_path {base}/t3;
    uwsgi_temp_path {base}/t4; scgi_temp_path {base}/t5;
    server {{
        listen 127.0.0.1:{tls} ssl;
        ssl_certificate {base}/server.pem;
        ssl_certificate_key {base}/server.key;
        location /basic/ {{
            alias {served}/;
            auth_basic "guides";
            auth_basic_user_file {base}/users;
        }}
        location /token/ {{
            if ($http_authorization != "Bearer {token}") {{ return 401; }}
            alias {served}/;
        }}
        location /open/ {{ alias {served}/; }}
        location /elsewhere/ {{ rewrite ^/elsewhere/(.*)$ https://localhost:{tls}/open/$1 redirect; }}
        location /moved/ {{ rewrite ^/moved/(.*)$ https://127.0.0.1:{tls}/open/$1 redirect; }}
        location /plain/ {{ rewrite ^/plain/(.*)$ http://127.0.0.1:{http}/$1 redirect; }}
    }}
    server {{
        listen 127.0.0.1:{http};
        location / {{ alias {served}/; }}
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the access log."""

    path: str
    status: int
    sent_bytes: int
    authorization: str


class WebServer:
    """nginx that serves `served` at https://127.0.0.1:PORT/{basic,token,open,elsewhere,moved,plain}/; `stop` ends it."""

    def __init__(self, base: Path, served: Path) -> None:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.base = base
        base.mkdir(parents=True)
        self.ca = base / "ca.pem"
        make_certificates(base)
        (base / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        self._command = [program, "-p", str(base), "-c", str(base / "nginx.conf")]
        said = ""
        for _ in range(5):  # a port that was free may be taken a moment later
            self.port, http = free_ports(2)
            user = "user root;" if os.geteuid() == 0 else ""
            (base / "nginx.conf").write_text(
                _CONF.format(user=user, base=base, served=served, tls=self.port, http=http, token=TOKEN)
            )
            # Returns once it listens.
            started = subprocess.run(
                self._command, capture_output=True, text=True, check=False, timeout=WAIT_S
            )
            if started.returncode == 0:
                return
            said = started.stderr
        raise RuntimeError(said)

    def url(self, door: str) -> str:
        return f"https://127.0.0.1:{self.port}/{door}/"

    def asked(self) -> list[Asked]:
        """Return what was asked since the last call."""
        log = self.base / "access.log"
        lines = log.read_text().splitlines()
        log.write_text("")  # nginx appends
        found = []
        for line in lines:
            path, status, sent, authorization = line.split(" ", 3)
            found.append(Asked(path, int(status), int(sent), authorization.strip('"')))
        return found

    def stop(self) -> None:
        subprocess.run([*self._command, "-s", "stop"], capture_output=True, check=False, timeout=WAIT_S)


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def make_certificates(base: Path) -> None:
    """Write ca.pem, and server.pem with server.key that it signed."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A private authority")])
    ca = _certificate(ca_name, ca_name, ca_key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    ca = ca.add_extension(usage, critical=True).add_extension(
        x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False
    )
    names = x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
    )
    own = (
        _certificate(x509.Name([]), ca_name, key.public_key())
        .add_extension(names, critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
    )
    pem = serialization.Encoding.PEM
    (base / "ca.pem").write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (base / "server.pem").write_bytes(own.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (base / "server.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
    )


FILE_KEYRING = """
import json, os, pathlib
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 1

    def _kept(self):
        path = pathlib.Path(os.environ["TEST_KEYRING"])
        return json.loads(path.read_text()) if path.exists() else {}

    def _keep(self, kept):
        pathlib.Path(os.environ["TEST_KEYRING"]).write_text(json.dumps(kept))

    def get_password(self, service, username):
        return self._kept().get(f"{service}/{username}")

    def set_password(self, service, username, password):
        self._keep({**self._kept(), f"{service}/{username}": password})

    def delete_password(self, service, username):
        self._keep({k: v for k, v in self._kept().items() if k != f"{service}/{username}"})
"""
