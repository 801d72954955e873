"""Who exists in the sandbox, and how names become platform identifiers.

The derivations below are stable for ever, so a demo data loader can write an openid into its tables before
the sandbox has ever been started.
"""

import base64
import hashlib
from dataclasses import dataclass

DEMO_APPID = "wxsandbox0000000001"
DEMO_SECRET = "sandbox-secret"  # noqa: S105 - a published stand-in, worth nothing outside the sandbox


def openid_for_alias(alias: str) -> str:
    """Return the openid the sandbox gives to `alias`: `o` and 27 characters of `[A-Za-z0-9_-]`.

    The rule: base64url of SHA-256 over `openid:` and the alias (stripped, UTF-8), cut to 27 characters. The
    alias is all it depends on; creating a user twice, or in another sandbox, gives the same openid.
    """
    return "o" + _digest("openid", alias.strip())[:27]


def unionid_for_alias(alias: str) -> str:
    """Return the unionid of `alias`, handed out only while the app is bound to an open platform account."""
    return "u" + _digest("unionid", alias.strip())[:27]


def template_id_for(purpose: str) -> str:
    """Return the 43-character id of the seeded message template for `purpose` (see seed.TEMPLATES)."""
    return _digest("template", purpose)[:43]


def _digest(kind: str, text: str) -> str:
    raw = hashlib.sha256(f"{kind}:{text}".encode()).digest()
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


@dataclass(frozen=True, slots=True)
class DemoUser:
    """One seeded user; the names are placeholders in the manner of `张三`."""

    alias: str
    phone: str | None
    risk_rank: int = 0


DEMO_USERS = (
    DemoUser("张三", "13800000001"),
    DemoUser("李四", "13800000002"),
    DemoUser("王五", "13800000003"),
    DemoUser("赵六", "13800000004"),
    DemoUser("孙七", "13800000005"),
    DemoUser("周八", "13800000006"),
    DemoUser("admin", "13800000007"),
    DemoUser("organiser", "13800000008"),
    DemoUser("risky", "13800000009", risk_rank=4),
    DemoUser("noPhone", None),
)
