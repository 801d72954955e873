"""What WeChat pushes to us (消息推送): safe mode and JSON only, verified before it is read (wechat.md §5).

The signature is SHA-1 because the platform's protocol says so; it is compared in constant time. Nothing here keeps
state: whether a push was seen before is for whoever stores it.
"""

import base64
import hashlib
import hmac
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

RANDOM_BYTES = 16
LENGTH_BYTES = 4
PADDING_BITS = 32 * 8
FRESH_SECONDS = 300


class PushRejected(Exception):
    """Not from WeChat, not for this app, too old, or not in safe mode. The word says which, for the log only."""


@dataclass(frozen=True, slots=True)
class PushKeys:
    """Token and EncodingAESKey of the console's page 消息推送, and the app the pushes must be for."""

    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    appid: str


def echoed(keys: PushKeys, arguments: Mapping[str, str], *, now: int) -> str:
    """Return the text to answer when WeChat checks our address.

    Raises:
        PushRejected: the signature is wrong or the request is not of these five minutes.
    """
    _require_signed(keys, arguments, "signature", now=now)
    return arguments.get("echostr", "")


def opened(keys: PushKeys, arguments: Mapping[str, str], body: bytes, *, now: int) -> dict[str, Any]:
    """Return the event inside a push.

    Args:
        keys: The secrets shared with WeChat.
        arguments: The query of the request.
        body: Its body, already bounded.
        now: Seconds since 1970.

    Raises:
        PushRejected: plain or compatible mode, a wrong signature, another app's, damaged, or not of these five minutes.
    """
    envelope = _object(body)
    sealed = envelope.get("Encrypt")
    if not isinstance(sealed, str) or set(envelope) - {"ToUserName", "Encrypt"}:
        raise PushRejected("not_safe_mode")
    _require_signed(keys, arguments, "msg_signature", sealed, now=now)
    message, appid = _decrypted(keys, sealed)
    if not hmac.compare_digest(appid, keys.appid.encode()):
        raise PushRejected("other_app")
    return _object(message)


def items_of(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of an event's ``List``; the platform writes a list of one as the object itself."""
    found = event.get("List")
    entries = found if isinstance(found, list) else [found]
    return [entry for entry in entries if isinstance(entry, dict)]


def _require_signed(keys: PushKeys, arguments: Mapping[str, str], name: str, *more: str, now: int) -> None:
    timestamp, nonce = arguments.get("timestamp", ""), arguments.get("nonce", "")
    wanted = hashlib.sha1("".join(sorted([keys.token, timestamp, nonce, *more])).encode(), usedforsecurity=False)
    if not hmac.compare_digest(wanted.hexdigest().encode(), arguments.get(name, "").encode()):
        raise PushRejected("bad_signature")
    if not (timestamp.isascii() and timestamp.isdigit() and nonce):
        raise PushRejected("no_timestamp")
    if abs(now - int(timestamp)) > FRESH_SECONDS:
        raise PushRejected("stale")


def _decrypted(keys: PushKeys, sealed: str) -> tuple[bytes, bytes]:
    """Return message and appid: 16 random bytes, big-endian length, message, appid; AES-256-CBC, padded to 32."""
    key = base64.b64decode(keys.encoding_aes_key + "=")
    try:
        decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        unpadder = PKCS7(PADDING_BITS).unpadder()
        plain = (unpadder.update(padded) + unpadder.finalize())[RANDOM_BYTES:]
        (length,) = struct.unpack(">I", plain[:LENGTH_BYTES])
    except (ValueError, struct.error):
        raise PushRejected("damaged") from None
    content = plain[LENGTH_BYTES:]
    if length > len(content):
        raise PushRejected("damaged")
    return content[:length], content[length:]


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise PushRejected("not_json") from None
    if not isinstance(found, dict):
        raise PushRejected("not_json")
    return found
