"""Read typed values out of the environment and remember everything that is wrong with them."""

import base64
import binascii
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from app.settings.errors import Problem
from app.settings.message_templates import TemplateSetting, read_template

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
FIELD_KEY_BYTES = 32
MINIMUM_KEY_BYTES = 32
MINIMUM_DISTINCT_BYTES = 12


class FieldKey(NamedTuple):
    """One key of the ring that encrypts personal fields; the id is stored beside every value."""

    key_id: str
    secret: bytes


class SettingsReader:
    """Reads one variable at a time; a bad value is noted in ``problems`` and its default is returned."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[Problem] = []

    def refuse(self, name: str, reason: str) -> None:
        """Note that this variable cannot be accepted."""
        self.problems.append(Problem(name, reason))

    def text(self, name: str) -> str | None:
        """Return the value, or None when unset or empty; ``NAME_FILE`` may point at a file holding it."""
        value = self._environ.get(name, "").strip()
        file_name = self._environ.get(f"{name}_FILE", "").strip()
        if value and file_name:
            self.refuse(name, f"不能同时设置 {name} 和 {name}_FILE")
        if value or not file_name:
            return value or None
        try:
            return Path(file_name).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            self.refuse(f"{name}_FILE", f"读不了文件 {file_name}")
            return None

    def integer(self, name: str, default: int, *, low: int, high: int) -> int:
        """Return a whole number between low and high, both included."""
        value = self.text(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            self.refuse(name, f"应为 {low} 到 {high} 之间的整数，现在是“{value}”")
            return default
        return int(value)

    def flag(self, name: str) -> bool:
        """Return True for 1, true, yes, on; False when unset or for their opposites."""
        value = (self.text(name) or "false").lower()
        if value not in TRUE_WORDS | FALSE_WORDS:
            self.refuse(name, f"应为 true 或 false，现在是“{value}”")
        return value in TRUE_WORDS

    def choice(self, name: str, default: str, *, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed words."""
        value = self.text(name) or default
        if value not in allowed:
            self.refuse(name, f"只能是 {'、'.join(allowed)} 之一，现在是“{value}”")
            return default
        return value

    def path(self, name: str) -> Path | None:
        """Return an absolute path, or None when unset."""
        value = self.text(name)
        return Path(value).expanduser().absolute() if value else None

    def url(self, name: str, *, schemes: tuple[str, ...]) -> str | None:
        """Return a URL of one of the schemes without a trailing slash, or None; the value is never echoed."""
        value = self.text(name)
        if value is None:
            return None
        parts = _split(value)
        if parts is None or parts.scheme not in schemes:
            self.refuse(name, f"应为以 {'、'.join(f'{scheme}://' for scheme in schemes)} 开头的地址")
            return None
        return value.rstrip("/")

    def matching(self, name: str, pattern: str, *, reason: str) -> str | None:
        """Return a text that matches a pattern, or None; the value is never echoed."""
        value = self.text(name)
        if value is not None and re.fullmatch(pattern, value) is None:
            self.refuse(name, reason)
            return None
        return value

    def template(self, name: str, *, purpose: str) -> TemplateSetting | None:
        """Return the subscribe message template of a purpose, or None when unset."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return read_template(purpose, value)
        except ValueError as refusal:
            self.refuse(name, str(refusal))
            return None

    def key(self, name: str) -> bytes:
        """Return a secret given in Base64, at least 32 random bytes; empty when refused."""
        value = self.text(name)
        if value is None:
            self.refuse(name, "没有设置密钥（Base64 编码的 32 个随机字节）")
            return b""
        return self._decoded_key(name, value)

    def key_ring(self, name: str) -> tuple[FieldKey, ...]:
        """Return the ring ``id:base64,id:base64``; the first key encrypts, the others only decrypt."""
        value = self.text(name)
        if value is None:
            self.refuse(name, "没有设置密钥环（格式 编号:Base64，多个用逗号分隔，第一个为现用）")
            return ()
        ring: list[FieldKey] = []
        for part in value.split(","):
            key_id, separator, encoded = part.strip().partition(":")
            if not separator or not (key_id.isascii() and key_id.isalnum() and len(key_id) <= 16):
                self.refuse(name, "每一把都要写成 编号:Base64，编号为 1 到 16 个字母或数字")
                return ()
            ring.append(FieldKey(key_id, self._decoded_key(name, encoded, exact=True)))
        if len({field_key.key_id for field_key in ring}) != len(ring):
            self.refuse(name, "密钥编号重复")
        return tuple(ring)

    def _decoded_key(self, name: str, encoded: str, *, exact: bool = False) -> bytes:
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            self.refuse(name, "密钥不是有效的 Base64")
            return b""
        if exact and len(secret) != FIELD_KEY_BYTES:
            self.refuse(name, f"密钥应正好 {FIELD_KEY_BYTES} 字节，现在是 {len(secret)} 字节")
        elif len(secret) < MINIMUM_KEY_BYTES:
            self.refuse(name, f"密钥太短：至少 {MINIMUM_KEY_BYTES} 字节，现在是 {len(secret)} 字节")
        elif len(set(secret)) < MINIMUM_DISTINCT_BYTES:
            self.refuse(name, "密钥不是随机产生的（重复字节太多）")
        return secret


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts
