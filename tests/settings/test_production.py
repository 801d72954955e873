"""What a production start accepts and what it refuses, each refusal with its variable."""

import base64
import dataclasses

import pytest

from app.settings import Settings, SettingsError
from tests.settings.samples import PRODUCTION, key

REFUSED = {
    "debug": ({"DEBUG": "true"}, "DEBUG"),
    "flask's own debug switch": ({"FLASK_DEBUG": "1"}, "DEBUG"),
    "plain http": ({"PUBLIC_BASE_URL": "http://points.example.org"}, "PUBLIC_BASE_URL"),
    "own machine as address": ({"PUBLIC_BASE_URL": "https://localhost"}, "PUBLIC_BASE_URL"),
    "no address": ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL"),
    "gateway": ({"WECHAT_GATEWAY_URL": "https://sandbox.example.org"}, "WECHAT_GATEWAY_URL"),
    "gateway with sandbox app": (
        {"WECHAT_GATEWAY_URL": "http://127.0.0.1:18080", "WECHAT_APPID": "wxsandbox0000000001"},
        "WECHAT_GATEWAY_URL",
    ),
    "sandbox app": ({"WECHAT_APPID": "wxsandbox0000000001"}, "WECHAT_APPID"),
    "no app": ({"WECHAT_APPID": ""}, "WECHAT_APPID"),
    "sandbox secret": ({"WECHAT_SECRET": "sandbox-secret"}, "WECHAT_SECRET"),
    "no secret": ({"WECHAT_SECRET": ""}, "WECHAT_SECRET"),
    "embedded database": ({"DATABASE_URL": ""}, "DATABASE_URL"),
    "other database": ({"DATABASE_URL": "mysql://app@db/huanbao"}, "DATABASE_URL"),
    "superuser": ({"DATABASE_URL": "postgresql://postgres:x@db/huanbao"}, "DATABASE_URL"),
    "superuser in capitals": ({"DATABASE_URL": "postgresql://Postgres:x@db/huanbao"}, "DATABASE_URL"),
    "no role": ({"DATABASE_URL": "postgresql:///huanbao"}, "DATABASE_URL"),
    "one role for everything": (
        {"MIGRATION_DATABASE_URL": PRODUCTION["DATABASE_URL"]},
        "MIGRATION_DATABASE_URL",
    ),
    "clock": ({"CLOCK_OFFSET_FILE": "/tmp/offset"}, "CLOCK_OFFSET_FILE"),
    "several workers without redis": ({"WEB_WORKERS": "2"}, "WEB_WORKERS"),
    "every thread may wait for logins": ({"LOGIN_CONCURRENCY": "8"}, "LOGIN_CONCURRENCY"),
    "no field key": ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
    "no lookup key": ({"LOOKUP_KEY": ""}, "LOOKUP_KEY"),
    "no cursor key": ({"CURSOR_KEY": ""}, "CURSOR_KEY"),
    "short key": ({"CURSOR_KEY": base64.b64encode(bytes(range(31))).decode()}, "CURSOR_KEY"),
    "long field key": ({"FIELD_KEYS": f"k1:{base64.b64encode(bytes(range(33))).decode()}"}, "FIELD_KEYS"),
    "key of zeros": ({"LOOKUP_KEY": base64.b64encode(bytes(32)).decode()}, "LOOKUP_KEY"),
    "key not base64": ({"LOOKUP_KEY": "这不是密钥"}, "LOOKUP_KEY"),
    "ring without ids": ({"FIELD_KEYS": key(1)}, "FIELD_KEYS"),
    "ring with one id twice": ({"FIELD_KEYS": f"k1:{key(1)},k1:{key(2)}"}, "FIELD_KEYS"),
    "ring with one key twice": ({"FIELD_KEYS": f"k1:{key(1)},k2:{key(1)}"}, "FIELD_KEYS"),
    "one key for two purposes": ({"CURSOR_KEY": PRODUCTION["LOOKUP_KEY"]}, "FIELD_KEYS"),
    "unknown environment": ({"ENVIRONMENT": "staging"}, "ENVIRONMENT"),
    "unknown log level": ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    "unclear flag": ({"GRANT_GOODS_ALLOWED": "perhaps"}, "GRANT_GOODS_ALLOWED"),
    "number in full width": ({"WEB_THREADS": "８"}, "WEB_THREADS"),
    "negative number": ({"DISCLOSURE_WORKING_DAYS": "-1"}, "DISCLOSURE_WORKING_DAYS"),
    "number too large": ({"DISCLOSURE_WORKING_DAYS": "11"}, "DISCLOSURE_WORKING_DAYS"),
    "impossible port": ({"REDIS_URL": "redis://cache:99999/0"}, "REDIS_URL"),
    "missing file": ({"LOOKUP_KEY": "", "LOOKUP_KEY_FILE": "/nowhere/key"}, "LOOKUP_KEY_FILE"),
    "value and file": ({"CURSOR_KEY_FILE": "/run/secrets/cursor"}, "CURSOR_KEY"),
}


@pytest.mark.parametrize(("changed", "name"), REFUSED.values(), ids=REFUSED)
def test_production_start_with_one_bad_setting_is_refused_by_name(changed: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({**PRODUCTION, **changed})

    assert name in [problem.name for problem in caught.value.problems]
    assert all(problem.reason for problem in caught.value.problems)


def test_production_start_with_good_settings_is_accepted() -> None:
    settings = Settings.from_environment(PRODUCTION)

    assert settings.environment == "production"
    assert [field_key.key_id for field_key in settings.field_keys] == ["k2", "k1"]
    assert (settings.web_workers, settings.redis_url, settings.debug) == (1, None, False)


def test_production_start_without_migration_role_is_accepted() -> None:
    settings = Settings.from_environment({**PRODUCTION, "MIGRATION_DATABASE_URL": ""})

    assert settings.migration_database_url is None


def test_several_workers_with_redis_are_accepted() -> None:
    settings = Settings.from_environment({**PRODUCTION, "WEB_WORKERS": "4", "REDIS_URL": "redis://cache:6379/0"})

    assert (settings.web_workers, settings.redis_url) == (4, "redis://cache:6379/0")


def test_bad_settings_are_listed_all_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({})

    names = {problem.name for problem in caught.value.problems}
    assert names == {
        "FIELD_KEYS",
        "LOOKUP_KEY",
        "CURSOR_KEY",
        "PUBLIC_BASE_URL",
        "WECHAT_APPID",
        "WECHAT_SECRET",
        "DATABASE_URL",
    }


def test_refusals_and_repr_do_not_show_secrets() -> None:
    secrets = ["secret-of-the-app", "other-secret", PRODUCTION["WECHAT_SECRET"], key(1), key(2), key(3), key(4)]
    wrong = {**PRODUCTION, "DATABASE_URL": "mysql://app:secret-of-the-app@db/x", "CURSOR_KEY": key(3)}

    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(wrong)
    shown = caught.value.message() + repr(Settings.from_environment(PRODUCTION))

    assert [secret for secret in secrets if secret in shown] == []


def test_secret_from_a_file_equals_the_same_secret_given_directly(tmp_path) -> None:
    (tmp_path / "lookup").write_text(f"{PRODUCTION['LOOKUP_KEY']}\n")
    given = {**PRODUCTION, "LOOKUP_KEY": "", "LOOKUP_KEY_FILE": str(tmp_path / "lookup")}

    settings = Settings.from_environment(given)

    assert settings == Settings.from_environment(PRODUCTION)


def test_settings_cannot_be_changed_after_the_start() -> None:
    settings = Settings.from_environment(PRODUCTION)

    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.debug = True  # type: ignore[misc]  # the refusal is what is tested
