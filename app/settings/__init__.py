"""Every setting of the service: read once from the environment, typed, checked together.

This package is the only one that reads the environment. The name of a variable is the field's name
in capitals. Empty means unset. The default of every field is safe in production.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.settings.development import SECRET_NAMES, development_secrets
from app.settings.errors import Problem, SettingsError
from app.settings.message_templates import SLOTS, TemplateSetting
from app.settings.reader import FieldKey, SettingsReader
from app.settings.rules import refusals

__all__ = ["EXIT_BAD_SETTINGS", "FieldKey", "Problem", "Settings", "SettingsError", "TemplateSetting", "load_or_exit"]

EXIT_BAD_SETTINGS = 78  # EX_CONFIG of sysexits.h
POSTGRES_SCHEMES = ("postgresql",)
REDIS_SCHEMES = ("redis", "rediss", "unix")
WEB_SCHEMES = ("http", "https")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one process was told at its start. Secrets do not appear in ``repr``."""

    environment: str
    debug: bool
    log_level: str

    data_dir: Path
    public_base_url: str
    listen: str
    trusted_proxies: int
    web_workers: int
    web_threads: int
    login_concurrency: int

    database_url: str | None = field(repr=False)
    migration_database_url: str | None = field(repr=False)
    redis_url: str | None = field(repr=False)

    wechat_appid: str | None
    wechat_secret: str | None = field(repr=False)
    wechat_gateway_url: str | None
    wechat_push_token: str | None = field(repr=False)
    wechat_push_aes_key: str | None = field(repr=False)
    wechat_verification_file: str | None
    wechat_template_sign_up_result: TemplateSetting | None
    wechat_template_activity_reminder: TemplateSetting | None
    wechat_template_points_change: TemplateSetting | None
    wechat_template_redemption_result: TemplateSetting | None

    field_keys: tuple[FieldKey, ...] = field(repr=False)
    lookup_key: bytes = field(repr=False)
    cursor_key: bytes = field(repr=False)

    volunteer_session_idle_days: int
    volunteer_session_days: int
    console_session_idle_minutes: int
    console_session_hours: int

    redemption_code_minutes: int
    disclosure_working_days: int
    grant_goods_allowed: bool
    clock_offset_file: Path | None

    @property
    def message_templates(self) -> dict[str, TemplateSetting]:
        """The subscribe message templates that are set up, by purpose."""
        found = {purpose: getattr(self, f"wechat_template_{purpose}") for purpose in SLOTS}
        return {purpose: template for purpose, template in found.items() if template is not None}

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Return the checked settings.

        In development, secrets that are not given are made once and kept in the data folder.

        Args:
            environ: The variables; the process's own environment when not given.

        Raises:
            SettingsError: at least one setting is missing, malformed or dangerous; it lists all of them.
        """
        given = os.environ if environ is None else environ
        reader = SettingsReader(given)
        environment = reader.choice("ENVIRONMENT", "production", allowed=("development", "production"))
        data_dir = reader.path("DATA_DIR") or Path("var").absolute()
        if environment == "development":
            reader = _with_development_secrets(reader, given, data_dir)
        settings = _read(reader, environment=environment, data_dir=data_dir)
        problems = _without_echoes([*reader.problems, *refusals(settings)])
        if problems:
            raise SettingsError(problems)
        return settings


def load_or_exit() -> Settings:
    """Return the settings of this process, or print what is wrong and exit with status 78."""
    try:
        return Settings.from_environment()
    except SettingsError as error:
        sys.stderr.write(f"{error.message()}\n")
        if "ENVIRONMENT" not in os.environ:
            sys.stderr.write("没有设置 ENVIRONMENT，按生产环境检查。本机试用请设 ENVIRONMENT=development。\n")
        raise SystemExit(EXIT_BAD_SETTINGS) from None


def _with_development_secrets(reader: SettingsReader, given: Mapping[str, str], data_dir: Path) -> SettingsReader:
    missing = [name for name in SECRET_NAMES if not given.get(name) and not given.get(f"{name}_FILE")]
    if not missing:
        return reader
    try:
        kept = development_secrets(data_dir)
    except (OSError, ValueError):
        reader.refuse("DATA_DIR", f"不能在 {data_dir} 里保存或读取 secrets.json，请检查文件夹权限")
        return reader
    completed = SettingsReader({**given, **{name: kept[name] for name in missing}})
    completed.problems.extend(reader.problems)
    return completed


def _read(reader: SettingsReader, *, environment: str, data_dir: Path) -> Settings:
    return Settings(
        environment=environment,
        debug=reader.flag("DEBUG") or reader.flag("FLASK_DEBUG"),
        log_level=reader.choice("LOG_LEVEL", "INFO", allowed=("DEBUG", "INFO", "WARNING", "ERROR")),
        data_dir=data_dir,
        public_base_url=reader.url("PUBLIC_BASE_URL", schemes=WEB_SCHEMES) or "http://127.0.0.1:8000",
        listen=reader.text("LISTEN") or "127.0.0.1:8000",
        trusted_proxies=reader.integer("TRUSTED_PROXIES", 0, low=0, high=5),
        web_workers=reader.integer("WEB_WORKERS", 1, low=1, high=64),
        web_threads=reader.integer("WEB_THREADS", 8, low=2, high=128),
        login_concurrency=reader.integer("LOGIN_CONCURRENCY", 3, low=1, high=127),
        database_url=reader.url("DATABASE_URL", schemes=POSTGRES_SCHEMES),
        migration_database_url=reader.url("MIGRATION_DATABASE_URL", schemes=POSTGRES_SCHEMES),
        redis_url=reader.url("REDIS_URL", schemes=REDIS_SCHEMES),
        wechat_appid=reader.text("WECHAT_APPID"),
        wechat_secret=reader.text("WECHAT_SECRET"),
        wechat_gateway_url=reader.url("WECHAT_GATEWAY_URL", schemes=WEB_SCHEMES),
        wechat_push_token=reader.matching(
            "WECHAT_PUSH_TOKEN", r"[A-Za-z0-9]{3,32}", reason="应为 3 到 32 个字母或数字，与公众平台消息推送里填的一样"
        ),
        wechat_push_aes_key=reader.matching(
            "WECHAT_PUSH_AES_KEY", r"[A-Za-z0-9]{43}", reason="应为 43 个字母或数字，与公众平台消息推送里填的一样"
        ),
        wechat_verification_file=reader.matching(
            "WECHAT_VERIFICATION_FILE",
            r"[A-Za-z0-9_-]{4,64}\.txt:[A-Za-z0-9_-]{1,128}",
            reason="应写成 文件名.txt:文件内容，与公众平台下载的校验文件一样",
        ),
        wechat_template_sign_up_result=reader.template("WECHAT_TEMPLATE_SIGN_UP_RESULT", purpose="sign_up_result"),
        wechat_template_activity_reminder=reader.template(
            "WECHAT_TEMPLATE_ACTIVITY_REMINDER", purpose="activity_reminder"
        ),
        wechat_template_points_change=reader.template("WECHAT_TEMPLATE_POINTS_CHANGE", purpose="points_change"),
        wechat_template_redemption_result=reader.template(
            "WECHAT_TEMPLATE_REDEMPTION_RESULT", purpose="redemption_result"
        ),
        field_keys=reader.key_ring("FIELD_KEYS"),
        lookup_key=reader.key("LOOKUP_KEY"),
        cursor_key=reader.key("CURSOR_KEY"),
        volunteer_session_idle_days=reader.integer("VOLUNTEER_SESSION_IDLE_DAYS", 30, low=1, high=90),
        volunteer_session_days=reader.integer("VOLUNTEER_SESSION_DAYS", 90, low=1, high=365),
        console_session_idle_minutes=reader.integer("CONSOLE_SESSION_IDLE_MINUTES", 30, low=5, high=240),
        console_session_hours=reader.integer("CONSOLE_SESSION_HOURS", 12, low=1, high=24),
        redemption_code_minutes=reader.integer("REDEMPTION_CODE_MINUTES", 15, low=1, high=60),
        disclosure_working_days=reader.integer("DISCLOSURE_WORKING_DAYS", 5, low=0, high=10),
        grant_goods_allowed=reader.flag("GRANT_GOODS_ALLOWED"),
        clock_offset_file=reader.path("CLOCK_OFFSET_FILE"),
    )


def _without_echoes(problems: list[Problem]) -> tuple[Problem, ...]:
    """Keep the first reason of each variable: a malformed value is also a missing one, which helps nobody."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.name, problem)
    return tuple(first.values())
