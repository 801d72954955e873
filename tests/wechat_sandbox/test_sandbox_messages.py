"""Subscribe messages and templates."""

import threading

import pytest

from wechat_sandbox.identities import openid_for_alias, template_id_for

SEND = "/cgi-bin/message/subscribe/send"
REMINDER = template_id_for("activity_reminder")
GOOD = {
    "thing1": {"value": "河道清洁志愿活动"},
    "time2": {"value": "2026年11月28日 09:00"},
    "thing3": {"value": "村口广场"},
    "thing4": {"value": "请带雨具"},
}


def message(alias="张三", **changes):
    return {"touser": openid_for_alias(alias), "template_id": REMINDER, "data": GOOD, **changes}


def wait_until(condition):
    pause = threading.Event()
    assert any(condition() or pause.wait(0.02) for _ in range(500))


@pytest.fixture
def send(sandbox, platform):
    token = platform.token()
    return lambda **changes: platform.post(SEND, message(**changes), access_token=token)


def allow(sandbox, times=1):
    sandbox.post("rights", user="张三", template_id=REMINDER, remaining=times)


def test_message_when_right_is_granted_then_one_arrives_and_the_right_is_used_up(sandbox, send):
    granted = sandbox.post("wx/subscribe", user="张三", tmplIds=[REMINDER])

    first, second = send(page="pages/a?id=1"), send()

    assert granted == {"errMsg": "requestSubscribeMessage:ok", REMINDER: "accept"}
    assert len(str(first["msgid"])) == 19
    assert second["errcode"] == 43101
    received = sandbox.get("messages", user="张三")
    assert [(each["data"]["thing1"], each["page"]) for each in received] == [("河道清洁志愿活动", "pages/a?id=1")]


def test_message_when_receiver_or_template_is_unknown_then_its_code(send):
    assert send(touser="o" + "x" * 27)["errcode"] == 40003
    assert send(template_id="nothing")["errcode"] == 40037


def test_message_when_template_is_banned_or_switch_is_off_then_its_code(sandbox, send):
    allow(sandbox)
    sandbox.create_user("张三", main_switch=0)
    off = send()
    sandbox.post("templates", id=REMINDER, fields={"thing1": {"kind": "thing"}}, banned=True)

    assert off["errcode"] == 43101
    assert send()["errcode"] == 43107


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({**GOOD, "thing1": {"value": "字" * 21}}, "data.thing1.value invalid"),
        ({**GOOD, "thing4": {"value": ""}}, "data.thing4.value is empty"),
        ({name: GOOD[name] for name in ("thing1", "time2", "thing3")}, "data.thing4.value is empty"),
        ({**GOOD, "thing9": {"value": "多余"}}, "data.thing9.value invalid"),
        ("text", "argument invalid!"),
    ],
)
def test_message_when_a_field_breaks_its_rule_then_named(sandbox, send, data, named):
    allow(sandbox)

    refused = send(data=data)

    assert refused["errcode"] == 47003
    assert named in refused["errmsg"]
    assert sandbox.get("rights")[0]["remaining"] == 1


def test_message_when_error_texts_are_cut_then_the_field_is_still_there(sandbox, send):
    sandbox.post("options", truncate_errmsg=48)

    assert (
        send(data={**GOOD, "thing1": {"value": "字" * 21}})["errmsg"] == "argument invalid! data.thing1.value invalid"
    )


def test_message_when_it_holds_a_risky_word_then_refused(sandbox, send):
    allow(sandbox)

    assert send(data={**GOOD, "thing1": {"value": "网络赌博"}})["errcode"] == 45168


def test_message_when_two_are_sent_to_one_user_at_once_then_the_second_is_refused(sandbox, platform, send):
    allow(sandbox, times=2)
    sandbox.fault("slow", SEND, value=60_000)
    answers = []
    first = threading.Thread(target=lambda: answers.append(send()))
    first.start()
    wait_until(lambda: not sandbox.get("faults"))

    second = send()
    sandbox.delete("faults")
    first.join()

    assert second["errcode"] == 43108
    assert answers[0]["errcode"] == 0


@pytest.mark.parametrize(
    ("wish", "errcode"),
    [
        ({"tmplIds": []}, 10001),
        ({"tmplIds": ["x"] * 6}, 20003),
        ({"tmplIds": ["unknown"]}, 20001),
    ],
)
def test_consent_when_request_is_wrong_then_fails_like_the_client(sandbox, wish, errcode):
    assert sandbox.post("wx/subscribe", user="张三", **wish)["errCode"] == errcode


def test_consent_when_rejected_or_switched_off_then_no_right(sandbox):
    answer = sandbox.post("wx/subscribe", user="张三", tmplIds=[REMINDER], choices={REMINDER: "reject"})
    sandbox.create_user("张三", main_switch=0)
    off = sandbox.post("wx/subscribe", user="张三", tmplIds=[REMINDER])

    assert answer[REMINDER] == "reject"
    assert off["errCode"] == 20004
    assert sandbox.get("rights") == []


def test_long_term_template_when_sent_then_right_is_kept(sandbox, platform):
    sandbox.post("templates", id="long", type=3, fields={"thing1": {"kind": "thing"}})
    sandbox.post("rights", user="张三", template_id="long", remaining=1)
    body = message(template_id="long", data={"thing1": {"value": "公示开始"}})
    token = platform.token()

    codes = [platform.post(SEND, body, access_token=token)["errcode"] for _ in range(2)]

    assert codes == [0, 0]


def test_template_when_taken_from_the_library_then_listed_with_its_field_names(sandbox, platform):
    token = platform.token()
    titles = platform.get("/wxaapi/newtmpl/getpubtemplatetitles", access_token=token, ids="616", start=0, limit=30)
    tid = titles["data"][0]["tid"]
    keywords = platform.get("/wxaapi/newtmpl/getpubtemplatekeywords", access_token=token, tid=tid)["data"]
    wish = {"tid": tid, "kidList": [keywords[0]["kid"], keywords[2]["kid"]], "sceneDesc": "报名"}

    added = platform.post("/wxaapi/newtmpl/addtemplate", wish, access_token=token)
    twice = platform.post("/wxaapi/newtmpl/addtemplate", wish, access_token=token)
    mine = platform.get("/wxaapi/newtmpl/gettemplate", access_token=token)["data"]

    assert twice["errcode"] == 200022
    assert [each["content"] for each in mine if each["priTmplId"] == added["priTmplId"]] == [
        "活动名称:{{thing1.DATA}}\n活动时间:{{time3.DATA}}"
    ]
    gone = {"priTmplId": added["priTmplId"]}
    codes = [platform.post("/wxaapi/newtmpl/deltemplate", gone, access_token=token)["errcode"] for _ in range(2)]
    assert codes == [0, 200014]


def test_seeded_templates_when_listed_then_their_ids_follow_from_the_purpose(sandbox, platform):
    mine = platform.get("/wxaapi/newtmpl/gettemplate", access_token=platform.token())["data"]

    assert [each["priTmplId"] for each in mine] == [
        template_id_for(purpose)
        for purpose in ("sign_up_result", "activity_reminder", "points_change", "redemption_result")
    ]
    assert {len(each["priTmplId"]) for each in mine} == {43}
