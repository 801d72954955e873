"""Login and phone numbers through the real client library against the running sandbox."""

import pytest

from app.gateways.wechat import (
    LoginIdentity,
    WeChatBusy,
    WeChatCodeInvalid,
    WeChatMisconfigured,
    WeChatOutcomeUnknown,
    WeChatUserBlocked,
)
from wechat_sandbox.identities import openid_for_alias

SESSION = "/sns/jscode2session"
TOKEN = "/cgi-bin/stable_token"
PHONE = "/wxa/business/getuserphonenumber"


def test_login_when_code_is_good_then_one_call_without_any_token(sandbox, gateway, paths):
    identity = gateway.exchange_login_code(sandbox.login_code("张三"))

    assert identity == LoginIdentity(openid_for_alias("张三"), None)
    assert paths() == [SESSION]
    assert "access_token" not in sandbox.get("requests")[0]["query"]
    assert sandbox.get("warnings") == []


def test_login_when_bound_to_open_platform_then_unionid_too(sandbox, gateway):
    sandbox.post("app", bound_open_platform=True)

    assert gateway.exchange_login_code(sandbox.login_code("张三")).unionid.startswith("u")


def test_login_code_when_reused_old_or_a_phone_code_then_invalid(sandbox, gateway):
    used, old = sandbox.login_code("张三"), sandbox.login_code("张三")
    gateway.exchange_login_code(used)
    errcodes = []
    for code in (used, sandbox.phone_code("张三")):
        with pytest.raises(WeChatCodeInvalid) as refused:
            gateway.exchange_login_code(code)
        errcodes.append(refused.value.errcode)
    sandbox.post("clock", advance_s=301)
    with pytest.raises(WeChatCodeInvalid) as too_old:
        gateway.exchange_login_code(old)

    assert errcodes == [40163, 40029]
    assert too_old.value.errcode == 40029
    assert too_old.value.rid.count("-") == 2
    assert not too_old.value.retryable


def test_login_when_token_endpoint_is_down_then_still_works(sandbox, gateway):
    sandbox.fault("http", TOKEN, value=502, times=0)

    assert gateway.exchange_login_code(sandbox.login_code("张三")).openid == openid_for_alias("张三")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "errcode", "value": 45011}, WeChatBusy),
        ({"kind": "errcode", "value": 40226}, WeChatUserBlocked),
        ({"kind": "errcode", "value": 40125}, WeChatMisconfigured),
        ({"kind": "errcode", "value": 40243}, WeChatMisconfigured),
        ({"kind": "errcode", "value": -1}, WeChatOutcomeUnknown),
        ({"kind": "http", "value": 500}, WeChatOutcomeUnknown),
        ({"kind": "html", "value": 200}, WeChatOutcomeUnknown),
        ({"kind": "reset"}, WeChatOutcomeUnknown),
        ({"kind": "truncate"}, WeChatOutcomeUnknown),
        ({"kind": "dup_json"}, WeChatOutcomeUnknown),
        ({"kind": "timeout", "value": 60_000}, WeChatOutcomeUnknown),
    ],
)
def test_login_when_platform_fails_then_our_error_and_no_second_call(sandbox, new_gateway, paths, fault, error):
    sandbox.post("faults", match={"path": SESSION}, **fault)
    code = sandbox.login_code("张三")

    with pytest.raises(error) as refused:
        new_gateway(timeouts=(1, 1)).exchange_login_code(code)

    assert type(refused.value) is error
    assert refused.value.__context__ is None
    sandbox.delete("faults")
    assert paths() in ([SESSION], [])  # a held request is logged when it is let go


@pytest.mark.parametrize("kind", ["bad_utf8", "wrong_ctype"])
def test_login_when_answer_is_only_untidy_then_still_read(sandbox, gateway, kind):
    sandbox.fault(kind, SESSION)

    assert gateway.exchange_login_code(sandbox.login_code("张三")).openid == openid_for_alias("张三")


def test_login_when_nothing_listens_then_unavailable_and_retryable(new_gateway):
    with pytest.raises(Exception, match="wechat_unavailable") as refused:
        new_gateway(base_url="http://127.0.0.1:9").exchange_login_code("x")

    assert refused.value.retryable


def test_gateway_when_real_appid_is_redirected_then_refuses_to_be_built(new_gateway):
    with pytest.raises(ValueError, match="wxsandbox"):
        new_gateway(appid="wx1234567890abcdef")


def test_phone_when_code_is_the_users_then_number_hidden_from_repr(sandbox, gateway):
    phone = gateway.phone_number(sandbox.phone_code("张三"), openid_for_alias("张三"))

    assert (phone.country_code, phone.number) == ("86", "13800000001")
    assert "13800000001" not in repr(phone)


def test_phone_when_code_is_somebody_elses_or_used_then_invalid(sandbox, gateway):
    code = sandbox.phone_code("张三")
    for _ in range(2):
        with pytest.raises(WeChatCodeInvalid):
            gateway.phone_number(code, openid_for_alias("李四"))


def test_phone_when_answer_is_lost_then_unknown_and_not_asked_again(sandbox, gateway, paths):
    sandbox.fault("reset", PHONE, after=True)

    with pytest.raises(WeChatOutcomeUnknown):
        gateway.phone_number(sandbox.phone_code("张三"), openid_for_alias("张三"))

    assert paths().count(PHONE) == 1
