"""Encryption at rest: AES-256-GCM with key ids, newest key first, so that keys can be rotated."""

import base64
import contextlib
import hashlib
import hmac
import os
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
ID_BYTES = 4
NONCE_BYTES = 12
KEY_BYTES = 32


class Unreadable(Exception):
    """The bytes were not made with any key we hold, or for another column or workspace."""


class Keyring:
    """Seals text with the newest key and opens what any of its keys sealed.

    keys: url-safe base64 of 32 random bytes each, newest first (COACHLOG_KEYS).
    Sealed bytes are version (1), key id (4), nonce (12), ciphertext with tag; the context
    ("workspace:table.column") is authenticated, so sealed bytes can't be moved elsewhere.
    again: reads the keys anew, so that a running process takes up a key that a rotation has made.
    """

    def __init__(self, keys: Sequence[str], again: Callable[[], Sequence[str]] | None = None) -> None:
        self._again = again
        self._ciphers: dict[bytes, AESGCM] = {}
        self._signing: list[bytes] = []
        self._take(keys)

    def _take(self, keys: Sequence[str]) -> None:
        raw = [_decode(key) for key in keys]
        if not raw:
            raise ValueError("at least one key is needed")
        signing = [hmac.digest(key, b"coachlog form", hashlib.sha256) for key in raw]
        # A key taken away meanwhile stays good in here until the process ends: forms signed with it are still open.
        self._ciphers = self._ciphers | {_key_id(key): AESGCM(key) for key in raw}
        self._signing = list(dict.fromkeys([*signing, *self._signing]))
        self._newest = _key_id(raw[0])

    def refresh(self) -> None:
        """Take up what the keys are now, where they can be read anew; unreadable ones change nothing."""
        if self._again:
            with contextlib.suppress(OSError, ValueError):
                self._take(self._again())

    @property
    def newest(self) -> str:
        """The id of the key that seals, as hexadecimal digits; no secret."""
        return self._newest.hex()

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt text under the newest key."""
        nonce = os.urandom(NONCE_BYTES)
        body = self._ciphers[self._newest].encrypt(nonce, text.encode(), context.encode())
        return VERSION + self._newest + nonce + body

    def open(self, blob: bytes, context: str) -> str:
        """Decrypt; raises Unreadable, which never carries content."""
        start = len(VERSION) + ID_BYTES
        if not self.holds(blob):
            self.refresh()
        cipher = self._ciphers.get(blob[len(VERSION) : start])
        if blob[:1] != VERSION or cipher is None:
            raise Unreadable(f"no key for {context}; add the key it was sealed with to COACHLOG_KEYS")
        nonce, body = blob[start : start + NONCE_BYTES], blob[start + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, context.encode()).decode()
        except InvalidTag:
            raise Unreadable(f"damaged or moved: {context}") from None

    @property
    def current_prefix(self) -> bytes:
        """What everything begins with that was sealed with the newest key."""
        return VERSION + self._newest

    def is_current(self, blob: bytes) -> bool:
        """Whether blob was sealed with the newest key."""
        return blob[len(VERSION) : len(VERSION) + ID_BYTES] == self._newest

    def holds(self, blob: bytes) -> bool:
        """Whether the key that blob was sealed with is here."""
        return blob[len(VERSION) : len(VERSION) + ID_BYTES] in self._ciphers

    def sign(self, text: str) -> str:
        """A short tag that only we can make for text (form metadata that travels through Slack)."""
        return _tag(self._signing[0], text)

    def signed(self, text: str, tag: str) -> bool:
        """Whether tag was made by sign for text, with any of the keys, in constant time."""
        if not tag.isascii():
            return False
        return any([hmac.compare_digest(_tag(key, text), tag) for key in self._signing])


def new_key() -> str:
    """A fresh key, as COACHLOG_KEYS wants it."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def _decode(key: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(key.strip())
    except ValueError:
        raise ValueError("a key is not url-safe base64") from None
    if len(raw) != KEY_BYTES:
        raise ValueError("a key is not 32 bytes of url-safe base64")
    return raw


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"id" + key).digest()[:ID_BYTES]


def _tag(key: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), hashlib.sha256)[:18]).decode()
