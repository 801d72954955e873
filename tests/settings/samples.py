"""Settings that a real production start would accept, made of plainly invented values."""

import base64


def key(seed: int) -> str:
    """Return a well-formed key; different seeds give different keys."""
    return base64.b64encode(bytes((seed + 7 * step) % 256 for step in range(32))).decode()


PRODUCTION = {
    "ENVIRONMENT": "production",
    "PUBLIC_BASE_URL": "https://points.example.org",
    "DATABASE_URL": "postgresql://huanbao_app:secret-of-the-app@db.example.org/huanbao",
    "MIGRATION_DATABASE_URL": "postgresql://huanbao_owner:other-secret@db.example.org/huanbao",
    "WECHAT_APPID": "wx0123456789abcdef",
    "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "FIELD_KEYS": f"k2:{key(2)},k1:{key(1)}",
    "LOOKUP_KEY": key(3),
    "CURSOR_KEY": key(4),
}
