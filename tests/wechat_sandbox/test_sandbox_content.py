"""Content checks of texts and pictures, risk ranks and statistics."""

import json

import pytest
import requests

from wechat_sandbox.identities import openid_for_alias

TEXT, MEDIA = "/wxa/msg_sec_check", "/wxa/media_check_async"
OPENID = openid_for_alias("张三")


@pytest.fixture
def token(sandbox, platform):
    platform.login(sandbox.login_code("张三"))
    return platform.token()


def check(platform, token, content="清理河道", **changes):
    body = {"content": content, "version": 2, "scene": 2, "openid": OPENID, **changes}
    return platform.post(TEXT, body, access_token=token)


@pytest.mark.parametrize(
    ("content", "suggest", "label"),
    [
        ("清理河道", "pass", 100),
        ("网络赌博", "risky", 20006),
        ("某句话[[review:20001]]", "review", 20001),
        ("某句话[[risky:20002]]", "risky", 20002),
    ],
)
def test_text_when_checked_then_verdict_with_label(platform, token, content, suggest, label):
    answer = check(platform, token, content)

    assert answer["errcode"] == 0
    assert answer["result"] == {"suggest": suggest, "label": label}


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"openid": "nobody"}, 40003),
        ({"scene": 5}, 40129),
        ({"content": ""}, 44002),
        ({"content": "字" * 2501}, 40097),
    ],
)
def test_text_when_a_parameter_is_wrong_then_its_code(platform, token, changes, errcode):
    assert check(platform, token, **changes)["errcode"] == errcode


def test_text_when_longest_then_checked(platform, token):
    assert check(platform, token, "字" * 2500)["errcode"] == 0


def test_text_when_user_was_away_for_two_hours_then_refused(sandbox, platform, token):
    sandbox.post("clock", advance_s=7201)

    assert check(platform, platform.token())["errcode"] == 61010


def test_text_when_checked_the_old_way_then_noted(sandbox, platform, token):
    clean = platform.post(TEXT, {"content": "清理河道"}, access_token=token)
    risky = platform.post(TEXT, {"content": "网络赌博"}, access_token=token)

    assert (clean["errcode"], risky["errcode"]) == (0, 87014)
    assert len(sandbox.get("warnings")) == 2


def test_text_when_minute_quota_is_used_up_then_content_code(sandbox, platform, token):
    sandbox.post("quota", path=TEXT, minute=0)

    assert check(platform, token)["errcode"] == 44991


def media(platform, token, url, **changes):
    body = {"media_url": url, "media_type": 2, "version": 2, "scene": 1, "openid": OPENID, **changes}
    return platform.post(MEDIA, body, access_token=token)


@pytest.mark.parametrize(
    ("name", "errcode", "result"),
    [
        ("flower.png", 0, {"suggest": "pass", "label": 100}),
        ("risky-20002.png", 0, {"suggest": "risky", "label": 20002}),
        ("flower.png?sbx=review:20001", 0, {"suggest": "review", "label": 20001}),
        ("page.html", -1008, {"suggest": "pass", "label": 100}),
        ("missing.png", -1008, {"suggest": "pass", "label": 100}),
    ],
)
def test_picture_when_checked_then_downloaded_and_verdict_pushed(
    sandbox, platform, token, receiver, name, errcode, result
):
    sandbox.post("app", push={"url": receiver.url, "mode": "plain", "token": "abc"})

    accepted = media(platform, token, f"{receiver.files}/{name}")
    too_early = sandbox.post("advance")
    sandbox.post("clock", advance_s=2)
    sandbox.post("advance")

    assert too_early == {"jobs": 0}
    event = json.loads(receiver.received[0].body)
    assert (event["Event"], event["trace_id"]) == ("wxa_media_check", accepted["trace_id"])
    assert (event["errcode"], event["result"]) == (errcode, result)


def test_picture_when_the_same_address_is_sent_too_often_then_refused(sandbox, platform, token):
    sandbox.post("clock", freeze=True)
    codes = [media(platform, token, "http://127.0.0.1:9/a.png")["errcode"] for _ in range(6)]

    assert codes == [0] * 5 + [87020]


def test_picture_when_type_or_address_is_wrong_then_its_code(platform, token):
    assert media(platform, token, "http://127.0.0.1:9/a.png", media_type=3)["errcode"] == 40004
    assert media(platform, token, "file:///etc/hosts")["errcode"] == 40097


def test_upload_when_empty_then_an_error_and_not_a_pass(platform, token):
    def upload(content, name="a.png"):
        url = platform.base_url + "/wxa/img_sec_check"
        answer = requests.post(url, params={"access_token": token}, files={"media": (name, content)}, timeout=10)
        return json.loads(answer.content)["errcode"]

    assert [upload(b""), upload(b"x"), upload(b"x", "risky.png")] == [40006, 0, 87014]


def test_risk_rank_when_asked_then_the_users_rank(sandbox, platform, token):
    sandbox.create_user("张三", risk_rank=3)
    answer = platform.post("/wxa/getuserriskrank", {"openid": OPENID, "scene": 1}, access_token=token)
    sandbox.post("app", riskrank=False)

    assert answer["risk_rank"] == 3
    assert platform.post("/wxa/getuserriskrank", {"openid": OPENID, "scene": 1}, access_token=token)["errcode"] == 48001


def test_statistics_when_the_day_is_over_then_derived_from_the_logins(sandbox, platform):
    sandbox.post("clock", now=1795536000)  # 2026-11-25 08:00 in Shanghai
    platform.login(sandbox.login_code("张三"))
    trend = "/datacube/getweanalysisappiddailyvisittrend"
    today = platform.post(trend, {"begin_date": "20261125", "end_date": "20261125"}, access_token=platform.token())
    sandbox.post("clock", advance_s=86400)

    after = platform.post(trend, {"begin_date": "20261125", "end_date": "20261125"}, access_token=platform.token())

    assert today["errcode"] == 61500
    assert (after["list"][0]["visit_pv"], after["list"][0]["visit_uv"]) == (1, 1)
    assert platform.post("/wxa/sec/order/is_trade_managed", {}, access_token=platform.token())["errcode"] == 0
