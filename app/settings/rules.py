"""What a start refuses although each value by itself is well-formed."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.settings.errors import Problem

if TYPE_CHECKING:
    from app.settings import Settings

SANDBOX_APPID_PREFIX = "wxsandbox"
REAL_APPID = re.compile(r"wx[0-9a-f]{16}")
REAL_SECRET = re.compile(r"[0-9a-f]{32}")
OVERPOWERED_ROLES = frozenset(("postgres", "root", "admin", "administrator", "superuser", "rdsadmin", "rds_superuser"))


def refusals(settings: "Settings") -> Iterator[Problem]:
    """Yield every combination that must not start, in the order of the settings.

    Source: security.md D4 and ASVS V13 (no debug, no default secret, no weak database role in production).
    """
    yield from _anywhere(settings)
    if settings.environment == "production":
        yield from _addresses_in_production(settings)
        yield from _wechat_in_production(settings)
        yield from _database_in_production(settings)
    elif settings.public_base_url.startswith("https://"):
        yield Problem("ENVIRONMENT", "对外网址是 https，说明是正式服务，请设为 production")


def _anywhere(settings: "Settings") -> Iterator[Problem]:
    if settings.wechat_gateway_url and not (settings.wechat_appid or "").startswith(SANDBOX_APPID_PREFIX):
        yield Problem(
            "WECHAT_GATEWAY_URL",
            f"网关不是微信官方时，WECHAT_APPID 必须以 {SANDBOX_APPID_PREFIX} 开头，免得真密钥外泄",
        )
    if (settings.wechat_push_token is None) != (settings.wechat_push_aes_key is None):
        yield Problem("WECHAT_PUSH_TOKEN", "WECHAT_PUSH_TOKEN 和 WECHAT_PUSH_AES_KEY 要么都填，要么都不填")
    if settings.web_workers > 1 and settings.redis_url is None:
        yield Problem("WEB_WORKERS", "多于一个进程时必须设置 REDIS_URL，否则各进程的限流和微信凭证对不上")
    if settings.login_concurrency >= settings.web_threads:
        yield Problem("LOGIN_CONCURRENCY", "必须小于 WEB_THREADS，否则等微信登录时签到会被堵住")
    keys = [key.secret for key in settings.field_keys] + [settings.lookup_key, settings.cursor_key]
    present = [key for key in keys if key]
    if len(set(present)) != len(present):
        yield Problem("FIELD_KEYS", "FIELD_KEYS、LOOKUP_KEY、CURSOR_KEY 中有相同的密钥，每个用途要各用一把")


def _addresses_in_production(settings: "Settings") -> Iterator[Problem]:
    parts = urlsplit(settings.public_base_url)
    if parts.scheme != "https" or not parts.hostname or parts.hostname in {"localhost", "127.0.0.1", "::1"}:
        yield Problem("PUBLIC_BASE_URL", "生产环境必须是村民能打开的 https:// 地址")
    if settings.debug:
        yield Problem("DEBUG", "生产环境不能打开调试，调试页面会泄露数据")
    if settings.clock_offset_file is not None:
        yield Problem("CLOCK_OFFSET_FILE", "生产环境不能拨动时钟，这只用于演示")


def _wechat_in_production(settings: "Settings") -> Iterator[Problem]:
    if settings.wechat_gateway_url is not None:
        yield Problem("WECHAT_GATEWAY_URL", "生产环境只能连接微信官方服务器，请删去这一项")
    if not REAL_APPID.fullmatch(settings.wechat_appid or ""):
        yield Problem("WECHAT_APPID", "生产环境要填小程序真实的 AppID（wx 加 16 位十六进制）")
    if not REAL_SECRET.fullmatch(settings.wechat_secret or ""):
        yield Problem("WECHAT_SECRET", "生产环境要填小程序真实的 AppSecret（32 位十六进制）")


def _database_in_production(settings: "Settings") -> Iterator[Problem]:
    if settings.database_url is None:
        yield Problem("DATABASE_URL", "生产环境不用内置数据库，请填 PostgreSQL 地址")
        return
    role = urlsplit(settings.database_url).username
    if role is None:
        yield Problem("DATABASE_URL", "地址里要写明数据库用户")
    elif role.lower() in OVERPOWERED_ROLES:
        yield Problem("DATABASE_URL", f"数据库用户 {role} 权限过大，请用只读写业务表的专门用户")
    migration = settings.migration_database_url
    # Only the process that upgrades the tables is told this address; the web server does not need it.
    if migration is not None and urlsplit(migration).username in {role, None}:
        yield Problem("MIGRATION_DATABASE_URL", "必须和 DATABASE_URL 用不同的数据库用户")
