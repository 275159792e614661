"""An issuer that says and signs whatever a test wants: what a real one never would."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from lasna.kernel import clock

ACCESS_TOKEN = "an-access-token"


class Forger:
    """``url`` is the issuer. ``claims``, ``header``, ``key`` make the next token, or it is ``token``."""

    def __init__(self) -> None:
        self.key: Key = RSAKey.generate_key(2048, {"kid": "first"})
        self.shown: list[dict[str, Any]] = [dict(self.key.as_dict(private=False))]
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.token: str | None = None
        self.described: dict[str, Any] = {}
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.told: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def discovery(self) -> dict[str, Any]:
        usual = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
        }
        return {name: value for name, value in (usual | self.described).items() if value is not None}

    def signed(self, **claims: Any) -> str:
        """A good token, but for what the test changed. ``None`` leaves a claim out."""
        now = int(clock.now().timestamp())
        half = hashlib.sha256(ACCESS_TOKEN.encode()).digest()[:16]
        usual = {
            "iss": self.url,
            "aud": "lasna",
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            "email": "meri@example.org",
            "email_verified": True,
            "name": "Meri Demo",
        }
        said = {name: value for name, value in (usual | claims | self.claims).items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        header = {name: value for name, value in header.items() if value is not None}
        if header["alg"] == "none":
            parts = [json.dumps(part).encode() for part in (header, said)]
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        return jwt.encode(header, said, self.key, algorithms=[header["alg"]])

    def public_as_secret(self) -> OctKey:
        """The public key, mistaken for a shared secret."""
        pem = self.key.as_pem(private=False) if isinstance(self.key, RSAKey | ECKey) else b""
        return OctKey.import_key(pem.replace(b"-----", b"====="))


def _handler(forger: Forger) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        nonce = ""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            forger.asked.append((path, {}))
            if path in forger.answers:
                forger.answers[path](self)
                return
            pages: dict[str, object] = {
                "/.well-known/openid-configuration": forger.discovery(),
                "/jwks": {"keys": forger.shown},
                "/userinfo": {"sub": "person-1"} | forger.told,
            }
            answer(self, pages.get(path, {"error": "not_found"}), 200 if path in pages else 404)

        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(said).items()}
            form["authorization"] = self.headers.get("Authorization", "")
            forger.asked.append((self.path, form))
            if self.path in forger.answers:
                forger.answers[self.path](self)
                return
            # The code is the nonce: this issuer remembers nothing.
            token = forger.signed(nonce=form.get("code", "")) if forger.token is None else forger.token
            answer(self, {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": token})

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    return Handler


def answer(handler: BaseHTTPRequestHandler, said: object, status: int = 200, **headers: str) -> None:
    body = json.dumps(said).encode()
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
