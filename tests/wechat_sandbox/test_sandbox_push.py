"""Pushes: signatures, encryption, shapes, repetition and every way they may be wrong."""

import base64
import json
from xml.etree import ElementTree

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

from wechat_sandbox import push_crypto
from wechat_sandbox.identities import DEMO_APPID, openid_for_alias, template_id_for

TOKEN, AES_KEY = "abcdef", "A" * 43
REMINDER, RESULT = template_id_for("activity_reminder"), template_id_for("sign_up_result")


def configure(sandbox, receiver, **push):
    sandbox.post("app", push={"url": receiver.url, "token": TOKEN, "aes_key": AES_KEY, **push})


def cause_event(sandbox, templates=(REMINDER,)):
    sandbox.post("wx/subscribe", user="张三", tmplIds=list(templates))
    sandbox.post("advance")


def opened(push):
    query = push.query
    crypto = WeChatCrypto(TOKEN, AES_KEY, DEMO_APPID)
    return crypto.decrypt_message(json.loads(push.body), query["msg_signature"], query["timestamp"], query["nonce"])


def test_encryption_when_given_the_published_vector_then_the_published_result():
    sealed = push_crypto.encrypt(
        '{"demo_resp":"good luck"}',
        encoding_aes_key=AES_KEY,
        appid="wxba5fad812f8e6fb9",
        random_text="707722b803182950",
    )

    assert sealed == "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    assert (
        push_crypto.signature("AAAAA", "1713424427", "415670741", sealed) == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"
    )


def test_push_when_safe_json_then_opens_with_the_library_and_one_item_is_an_object(sandbox, receiver):
    configure(sandbox, receiver)

    cause_event(sandbox)

    event = json.loads(opened(receiver.received[0]))
    assert event["FromUserName"] == openid_for_alias("张三")
    assert event["Event"] == "subscribe_msg_popup_event"
    assert event["List"] == {"TemplateId": REMINDER, "SubscribeStatusString": "accept", "PopupScene": "0"}


def test_push_when_two_items_then_an_array(sandbox, receiver):
    configure(sandbox, receiver)

    cause_event(sandbox, [REMINDER, RESULT])

    items = json.loads(opened(receiver.received[0]))["List"]
    assert [item["TemplateId"] for item in items] == [REMINDER, RESULT]


def test_push_when_plain_xml_then_items_are_nested_under_the_event(sandbox, receiver):
    configure(sandbox, receiver, mode="plain", format="xml")

    cause_event(sandbox, [REMINDER, RESULT])

    root = ElementTree.fromstring(receiver.received[0].body)
    query = receiver.received[0].query
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    assert [item.text for item in root.findall("SubscribeMsgPopupEvent/List/TemplateId")] == [REMINDER, RESULT]


def test_push_when_not_answered_well_then_three_attempts_or_one(sandbox, receiver):
    configure(sandbox, receiver)
    receiver.answer = (500, b"")
    cause_event(sandbox)
    sandbox.post("options", retry_events=[])
    cause_event(sandbox)

    log = sandbox.get("pushes")

    assert [(each["attempts"], each["delivered"]) for each in log] == [(3, 0), (1, 0)]
    assert len(receiver.received) == 4


def test_push_when_duplicated_and_reordered_then_as_told(sandbox, receiver):
    configure(sandbox, receiver)
    sandbox.post("options", push_duplicate=3, push_reorder=True)
    sandbox.post("wx/subscribe", user="张三", tmplIds=[REMINDER])
    sandbox.post("wx/revoke", user="张三", info="8")
    sandbox.post("advance")

    names = [json.loads(opened(push))["Event"] for push in receiver.received]

    assert names == ["user_authorization_revoke"] * 3 + ["subscribe_msg_popup_event"] * 3


def test_push_when_delayed_then_waits_for_the_clock(sandbox, receiver):
    configure(sandbox, receiver)
    sandbox.post("clock", freeze=True)
    sandbox.post("options", push_delay_s=60)
    cause_event(sandbox)
    before = len(receiver.received)
    sandbox.post("clock", advance_s=60)
    sandbox.post("advance")

    assert (before, len(receiver.received)) == (0, 1)


def test_push_when_signature_is_wrong_on_purpose_then_the_library_refuses_it(sandbox, receiver):
    configure(sandbox, receiver)
    sandbox.post("options", push_bad_signature=True)

    cause_event(sandbox)

    with pytest.raises(InvalidSignatureException):
        opened(receiver.received[0])


def test_push_when_appid_or_time_is_wrong_on_purpose_then_so_it_arrives(sandbox, receiver):
    configure(sandbox, receiver)
    sandbox.post("clock", freeze=True)
    now = sandbox.get("clock")["now"]
    sandbox.post("options", push_wrong_appid=True, push_stale_timestamp=True)

    cause_event(sandbox)

    assert int(receiver.received[0].query["timestamp"]) == now - 3600
    with pytest.raises(InvalidAppIdException):
        opened(receiver.received[0])


def test_callback_when_it_echoes_then_verified(sandbox, receiver):
    configure(sandbox, receiver)
    good = sandbox.post("push/verify")
    receiver.echo = False

    assert (good, sandbox.post("push/verify")) == ({"verified": True}, {"verified": False})


def test_sent_message_when_accepted_then_event_names_its_id(sandbox, platform, receiver):
    configure(sandbox, receiver)
    sandbox.post("templates", id="t", fields={"thing1": {"kind": "thing"}})
    sandbox.post("rights", user="张三", template_id="t", remaining=1)
    body = {"touser": openid_for_alias("张三"), "template_id": "t", "data": {"thing1": {"value": "好"}}}
    sent = platform.post("/cgi-bin/message/subscribe/send", body, access_token=platform.token())
    sandbox.post("advance")

    event = json.loads(opened(receiver.received[0]))

    assert event["Event"] == "subscribe_msg_sent_event"
    assert event["List"]["MsgID"] == str(sent["msgid"])
    assert base64.b64decode(json.loads(receiver.received[0].body)["Encrypt"])
