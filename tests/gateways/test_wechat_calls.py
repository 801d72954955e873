"""Codes, messages, text checks and quotas through the real client library."""

import base64

import pytest

from app.gateways.wechat import (
    TextCheck,
    TextScene,
    TextVerdict,
    WeChatBusy,
    WeChatFieldInvalid,
    WeChatNotSubscribed,
    WeChatOutcomeUnknown,
    WeChatQuotaExhausted,
    WeChatRecipientInvalid,
    WeChatRequestInvalid,
    WeChatTemplateInvalid,
    WeChatTextSensitive,
    WeChatUnavailable,
)
from app.gateways.wechat_answers import split_text
from wechat_sandbox.code_image import read_parameters
from wechat_sandbox.identities import openid_for_alias, template_id_for

CODE, SEND, CHECK = "/wxa/getwxacodeunlimit", "/cgi-bin/message/subscribe/send", "/wxa/msg_sec_check"
PAGE = "pages/activity/detail"
ZHANG = openid_for_alias("张三")
REMINDER = template_id_for("activity_reminder")
GOOD = {"thing1": "河道清洁", "time2": "2026年11月28日 09:00", "thing3": "村口广场", "thing4": "请带雨具"}


@pytest.fixture
def published(sandbox):
    sandbox.post("app", published_pages=[PAGE])


def allow(sandbox, times=1):
    sandbox.post("rights", user="张三", template_id=REMINDER, remaining=times)


def test_code_when_drawn_then_picture_with_scene_and_page(sandbox, gateway, published):
    code = gateway.mini_program_code("e9fK2", PAGE, width=300)

    assert code.media_type == "image/jpeg"
    assert read_parameters(code.content)["scene"] == "e9fK2"
    assert sandbox.post("wx/scan", image=base64.b64encode(code.content).decode())["page"] == PAGE


def test_code_when_transparent_trial_then_png_for_the_trial_version(sandbox, new_gateway):
    code = new_gateway(release="trial").mini_program_code("x", "pages/draft", transparent=True)

    assert code.media_type == "image/png"
    assert read_parameters(code.content)["env"] == "trial"


@pytest.mark.parametrize("scene", ["", "a" * 33, "a%20", "活动", "a b"])
def test_code_when_scene_is_not_permitted_then_refused_before_any_call(gateway, paths, scene):
    with pytest.raises(WeChatRequestInvalid):
        gateway.mini_program_code(scene, PAGE)

    assert paths() == []


def test_code_when_scene_has_32_characters_then_drawn(gateway, published):
    assert gateway.mini_program_code("a" * 32, PAGE).content


@pytest.mark.parametrize("page", ["/" + PAGE, PAGE + "?x=1"])
def test_code_when_page_is_malformed_then_refused_before_any_call(gateway, paths, page):
    with pytest.raises(WeChatRequestInvalid):
        gateway.mini_program_code("x", page)

    assert paths() == []


def test_code_when_page_is_not_published_then_request_invalid(gateway, published):
    with pytest.raises(WeChatRequestInvalid) as refused:
        gateway.mini_program_code("x", "pages/none")

    assert refused.value.errcode == 41030


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "html", "value": 200},
        {"kind": "html", "value": 502},
        {"kind": "errcode", "value": -1, "times": 2},
        {"kind": "truncate"},
    ],
)
def test_code_when_answer_is_no_picture_then_unavailable(sandbox, gateway, published, fault):
    sandbox.post("faults", match={"path": CODE}, **fault)

    with pytest.raises(WeChatUnavailable):
        gateway.mini_program_code("x", PAGE)


def test_code_when_error_comes_as_a_picture_type_then_still_an_error(sandbox, gateway, published):
    sandbox.fault("wrong_ctype", CODE)

    with pytest.raises(WeChatRequestInvalid):
        gateway.mini_program_code("x", "pages/none")


def test_code_when_platform_is_busy_once_then_asked_once_more(sandbox, gateway, published, paths):
    sandbox.fault("errcode", CODE, value=-1)

    assert gateway.mini_program_code("x", PAGE).content
    assert paths().count(CODE) == 2


def test_message_when_right_is_granted_then_arrives_with_page_and_state(sandbox, gateway):
    allow(sandbox)

    msgid = gateway.subscribe_message(ZHANG, REMINDER, GOOD, page="pages/a?id=1")

    received = sandbox.get("messages", user="张三")[0]
    assert (received["msgid"], received["page"], received["state"]) == (msgid, "pages/a?id=1", "formal")
    assert received["data"] == GOOD


def test_message_when_no_right_then_not_subscribed_and_asked_once(sandbox, gateway, paths):
    with pytest.raises(WeChatNotSubscribed) as refused:
        gateway.subscribe_message(ZHANG, REMINDER, GOOD)

    assert not refused.value.retryable
    assert paths().count(SEND) == 1


@pytest.mark.parametrize("cut", [0, 36])
def test_message_when_a_field_breaks_its_rule_then_named(sandbox, gateway, cut):
    allow(sandbox)
    sandbox.post("options", truncate_errmsg=cut)

    with pytest.raises(WeChatFieldInvalid) as refused:
        gateway.subscribe_message(ZHANG, REMINDER, {**GOOD, "thing3": "字" * 21})

    assert refused.value.field == "thing3"


def test_message_when_receiver_template_or_word_is_wrong_then_its_error(sandbox, gateway):
    allow(sandbox)
    with pytest.raises(WeChatRecipientInvalid):
        gateway.subscribe_message("nobody", REMINDER, GOOD)
    with pytest.raises(WeChatTemplateInvalid):
        gateway.subscribe_message(ZHANG, "nothing", GOOD)
    with pytest.raises(WeChatTextSensitive):
        gateway.subscribe_message(ZHANG, REMINDER, {**GOOD, "thing1": "网络赌博"})


@pytest.mark.parametrize("kind", ["timeout", "reset", "http", "errcode"])
def test_message_when_answer_is_lost_after_it_was_accepted_then_unknown_and_sent_once(sandbox, new_gateway, kind):
    allow(sandbox, times=2)
    value = {"timeout": 60_000, "http": 502, "errcode": -1, "reset": 0}[kind]
    sandbox.fault(kind, SEND, value=value, after=True)

    with pytest.raises(WeChatOutcomeUnknown) as unknown:
        new_gateway(timeouts=(1, 1)).subscribe_message(ZHANG, REMINDER, GOOD)

    assert not unknown.value.retryable
    assert len(sandbox.get("messages")) == 1


def test_templates_when_listed_then_names_of_their_fields(gateway):
    templates = {template.template_id: template.fields for template in gateway.message_templates()}

    assert templates[REMINDER] == ("thing1", "time2", "thing3", "thing4")


@pytest.fixture
def visiting(sandbox, gateway):
    gateway.exchange_login_code(sandbox.login_code("张三"))


@pytest.mark.parametrize(
    ("text", "verdict", "label"),
    [
        ("清理河道", TextVerdict.PASS, 100),
        ("某句话[[review:20001]]", TextVerdict.REVIEW, 20001),
        ("网络赌博", TextVerdict.RISKY, 20006),
    ],
)
def test_text_when_checked_then_verdict(gateway, visiting, text, verdict, label):
    check = gateway.check_text(text, openid=ZHANG, scene=TextScene.COMMENT)

    assert (check.verdict, check.label, check.reason) == (verdict, label, None)
    assert check.trace_id


def test_text_when_user_was_away_too_long_then_a_person_looks(sandbox, gateway):
    check = gateway.check_text("清理河道", openid=ZHANG, scene=TextScene.COMMENT)

    assert check == TextCheck(TextVerdict.REVIEW, reason="wechat_user_inactive")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "timeout", "value": 60_000}, "wechat_unavailable"),
        ({"kind": "http", "value": 500}, "wechat_unavailable"),
        ({"kind": "html", "value": 200}, "wechat_unavailable"),
        ({"kind": "errcode", "value": 44991}, "wechat_rate_limited"),
        ({"kind": "errcode", "value": 45009}, "wechat_quota_exhausted"),
        ({"kind": "errcode", "value": 48001}, "wechat_misconfigured"),
        ({"kind": "errcode", "value": 99999}, "wechat_failed"),
    ],
)
def test_text_when_check_does_not_work_then_a_person_looks(sandbox, new_gateway, visiting, fault, reason):
    sandbox.post("faults", match={"path": CHECK}, **fault)

    check = new_gateway(timeouts=(1, 1)).check_text("清理河道", openid=ZHANG, scene=TextScene.COMMENT)

    assert check == TextCheck(TextVerdict.REVIEW, reason=reason)


def test_text_when_very_long_then_checked_in_pieces_and_the_worst_counts(sandbox, gateway, visiting, paths):
    text = "清理河道。" * 600 + "网络赌博。"

    assert gateway.check_text(text, openid=ZHANG, scene=TextScene.FORUM).verdict is TextVerdict.RISKY
    assert paths().count(CHECK) == 2


def test_text_when_empty_then_passes_without_a_call(gateway, paths):
    assert gateway.check_text("  ", openid=ZHANG, scene=TextScene.PROFILE) == TextCheck(TextVerdict.PASS)
    assert paths() == []


@pytest.mark.parametrize(
    "text", ["", "一句。", "一" * 7, "一二三。四五。六七八九十。", "。" * 9, "第一行\n第二行第三行第四行"]
)
def test_text_when_split_then_nothing_is_lost_and_no_piece_is_too_long(text):
    pieces = split_text(text, limit=5)

    assert "".join(pieces) == text
    assert all(len(piece) <= 5 for piece in pieces)


def test_quota_when_used_up_then_that_api_rests_and_others_work(sandbox, new_gateway, published, paths, ticker, caplog):
    gateway = new_gateway(monotonic_ns=ticker)
    sandbox.fault("errcode", CODE, value=45009)
    errors = []
    for _ in range(3):
        with pytest.raises(WeChatQuotaExhausted) as refused:
            gateway.mini_program_code("x", PAGE)
        errors.append(refused.value)

    assert paths().count(CODE) == 1
    assert len(gateway.message_templates()) == 4
    assert any(record.levelname == "ERROR" and record.kind == "wechat_quota_exhausted" for record in caplog.records)
    ticker.advance(601)
    assert gateway.mini_program_code("x", PAGE).content


def test_quota_when_only_the_minute_is_full_then_busy_and_not_paused(sandbox, gateway):
    sandbox.fault("errcode", SEND, value=45011)
    with pytest.raises(WeChatBusy):
        gateway.subscribe_message(ZHANG, REMINDER, GOOD)
    with pytest.raises(WeChatNotSubscribed):
        gateway.subscribe_message(ZHANG, REMINDER, GOOD)
