"""Personal fields at rest: AES-GCM with a key ring, keyed hashes for look-up, random tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class FieldCipher:
    """Encrypts single fields. ``keys`` maps key id → 32 bytes; ``current`` encrypts, all of them decrypt."""

    def __init__(self, keys: Mapping[str, bytes], *, current: str, lookup_key: bytes) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._current = current
        self._lookup_key = lookup_key

    def encrypt(self, plain: str, *, field: str) -> bytes:
        """Return ``key id | 0 | nonce | cipher text``; the field's name is bound in, so values cannot change places."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain.encode(), field.encode())
        return self._current.encode() + b"\0" + nonce + sealed

    def decrypt(self, value: bytes, *, field: str) -> str:
        """Return the plain text of a value made by :meth:`encrypt` with any key of the ring."""
        key_id, _, rest = value.partition(b"\0")
        return self._ciphers[key_id.decode()].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], field.encode()).decode()

    def is_current(self, value: bytes) -> bool:
        """Tell whether a value was encrypted with the current key."""
        return value.startswith(self.current_prefix())

    def current_prefix(self) -> bytes:
        """Return how every value begins that was encrypted with the current key."""
        return self._current.encode() + b"\0"

    def lookup_hash(self, plain: str, *, field: str) -> bytes:
        """Return the keyed hash by which an encrypted field can be found again."""
        return hmac.digest(self._lookup_key, f"{field}:{plain}".encode(), hashlib.sha256)


def new_token() -> str:
    """Return 32 random bytes as text, for tokens and tickets."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return the stored form of a token with at least 128 bits of chance in it."""
    return hashlib.sha256(token.encode()).digest()
