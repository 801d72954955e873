"""Login codes, session keys and phone numbers."""

import hashlib
import hmac

import pytest

from wechat_sandbox.identities import openid_for_alias
from wechat_sandbox.login import MOCK_CODE

PHONE = "/wxa/business/getuserphonenumber"


def signature(key):
    return hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()


def test_login_when_code_is_fresh_then_openid_of_the_alias_and_no_unionid(sandbox, platform):
    answer = platform.login(sandbox.login_code("张三"))

    assert answer["openid"] == openid_for_alias("张三")
    assert set(answer) == {"openid", "session_key"}


def test_login_when_bound_to_open_platform_then_unionid(sandbox, platform):
    sandbox.post("app", bound_open_platform=True)

    assert platform.login(sandbox.login_code("张三"))["unionid"].startswith("u")


def test_login_when_parameters_are_missing_or_wrong_then_each_has_its_code(sandbox, platform):
    changes = [{"appid": ""}, {"secret": ""}, {"js_code": ""}, {"grant_type": "x"}, {"appid": "wx0"}, {"secret": "no"}]

    codes = [platform.login("x", **change)["errcode"] for change in changes]

    assert codes == [41002, 41004, 41008, 40002, 40013, 40125]


def test_login_code_when_used_old_or_of_another_kind_then_refused(sandbox, platform):
    used, old = sandbox.login_code("张三"), sandbox.login_code("张三")
    platform.login(used)
    again = platform.login(used)
    wrong_kind = platform.login(sandbox.phone_code("张三"))
    sandbox.post("clock", advance_s=301)

    assert again["errcode"] == 40163
    assert wrong_kind["errcode"] == 40029
    assert platform.login(old)["errcode"] == 40029
    assert platform.login(old)["errmsg"].startswith("invalid code, rid: ")


def test_login_when_user_is_risky_then_blocked(sandbox, platform):
    assert platform.login(sandbox.login_code("risky"))["errcode"] == 40226


def test_login_when_more_than_a_hundred_in_a_minute_then_slowed_down(sandbox, platform):
    sandbox.post("clock", freeze=True)
    sandbox.post("options", allow_mock_code=True)
    codes = [platform.login(MOCK_CODE).get("errcode") for _ in range(101)]

    assert codes[:100] == [None] * 100
    assert codes[100] == 45011


def test_login_when_an_access_token_is_sent_along_then_noted_and_refused_in_strict_mode(sandbox, platform):
    lenient = platform.login(sandbox.login_code("张三"), access_token="x")
    sandbox.post("options", strict=True)

    strict = platform.login(sandbox.login_code("张三"), access_token="x")

    assert "openid" in lenient
    assert strict["errcode"] == 40097
    assert len(sandbox.get("warnings")) == 2


def test_session_key_when_logging_in_again_then_kept_for_five_minutes(sandbox, platform):
    sandbox.post("clock", freeze=True)
    first = platform.login(sandbox.login_code("张三"))["session_key"]
    sandbox.post("clock", advance_s=299)
    second = platform.login(sandbox.login_code("张三"))["session_key"]
    sandbox.post("clock", advance_s=1)

    assert second == first
    assert platform.login(sandbox.login_code("张三"))["session_key"] != first


def test_session_key_when_checked_and_reset_then_signature_counts(sandbox, platform):
    user = platform.login(sandbox.login_code("张三"))
    token = platform.token()
    query = {"access_token": token, "openid": user["openid"], "sig_method": "hmac_sha256"}
    signed = signature(user["session_key"])

    good = platform.get("/wxa/checksession", signature=signed, **query)
    keys = platform.get("/wxa/business/getuserencryptkey", signature=signed, **query)["key_info_list"]
    new = platform.get("/wxa/resetusersessionkey", signature=signed, **query)["session_key"]
    stale = platform.get("/wxa/checksession", signature=signed, **query)

    assert good["errcode"] == 0
    assert keys[0]["version"] == 1
    assert stale["errcode"] == 87009
    assert platform.get("/wxa/checksession", signature=signature(new), **query)["errcode"] == 0


def test_phone_when_code_is_this_users_then_number_once(sandbox, platform):
    code, token = sandbox.phone_code("张三"), platform.token()
    body = {"code": code, "openid": openid_for_alias("张三")}

    first = platform.post(PHONE, body, access_token=token)

    assert first["phone_info"]["purePhoneNumber"] == "13800000001"
    assert first["phone_info"]["countryCode"] == "86"
    assert platform.post(PHONE, body, access_token=token)["errcode"] == 40029


def test_phone_when_code_is_somebody_elses_then_refused(sandbox, platform):
    body = {"code": sandbox.phone_code("张三"), "openid": openid_for_alias("李四")}

    assert platform.post(PHONE, body, access_token=platform.token())["errcode"] == 40029


def test_phone_when_subject_is_personal_then_no_permission(sandbox, platform):
    sandbox.post("app", subject_type="personal")
    body = {"code": sandbox.phone_code("张三")}

    assert platform.post(PHONE, body, access_token=platform.token())["errcode"] == 48001


def test_phone_button_when_quota_is_used_up_or_user_has_none_then_no_code(sandbox):
    without = sandbox.post("wx/phone", user="noPhone")
    sandbox.post("app", subject_type="org", phone_quota_left=0)
    spent = sandbox.post("wx/phone", user="张三")

    assert "code" not in without
    assert spent["errno"] == 1400001


@pytest.mark.parametrize("alias", ["张三", "organiser", "新来的人"])
def test_openid_when_derived_then_28_characters_and_the_same_in_the_sandbox(sandbox, alias):
    created = sandbox.create_user(alias)

    assert created["openid"] == openid_for_alias(alias) == openid_for_alias(f" {alias} ")
    assert len(created["openid"]) == 28
