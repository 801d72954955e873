"""Signing and encrypting pushes the way the platform does (safe mode)."""

import base64
import hashlib
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


def signature(*parts: str) -> str:
    """Return SHA-1 over the sorted and joined parts; the platform's protocol demands SHA-1."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def encrypt(message: str, *, encoding_aes_key: str, appid: str, random_text: str) -> str:
    """Return a message as base64 of AES-256-CBC over 16 random characters, length, message and appid."""
    key = base64.b64decode(encoding_aes_key + "=")
    content = message.encode()
    plain = random_text.encode() + struct.pack(">I", len(content)) + content + appid.encode()
    padding = BLOCK - len(plain) % BLOCK
    plain += bytes([padding]) * padding
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode("ascii")
