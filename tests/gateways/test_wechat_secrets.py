"""The app secret, tokens and codes appear in no log and no error text, whatever goes wrong."""

import logging
import traceback

import pytest

from app.gateways.wechat import TextScene, WeChatError
from wechat_sandbox.faults import KINDS
from wechat_sandbox.identities import DEMO_SECRET, openid_for_alias

PATHS = ("/sns/jscode2session", "/cgi-bin/stable_token", "/wxa/msg_sec_check", "/cgi-bin/message/subscribe/send")


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_when_calls_fail_in_every_way_then_never_written(sandbox, new_gateway, caplog, kind):
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "urllib3.connectionpool", "wechatpy", "requests"):
        caplog.set_level(logging.DEBUG, name)
    gateway, openid = new_gateway(timeouts=(1, 1)), openid_for_alias("张三")
    code = sandbox.login_code("张三")
    gateway.exchange_login_code(sandbox.login_code("张三"))
    gateway.message_templates()
    token = gateway._client().access_token
    told = []
    for path in PATHS:
        sandbox.fault(kind, path, value={"errcode": 40001, "http": 502, "html": 502}.get(kind, 3_000), times=0)
    for call in (
        lambda: gateway.exchange_login_code(code),
        lambda: gateway.subscribe_message(openid, "any", {}),
        lambda: gateway.check_text("清理河道", openid=openid, scene=TextScene.COMMENT),
        lambda: new_gateway(timeouts=(1, 1)).message_templates(),
    ):
        try:
            call()
        except WeChatError as error:
            told += [str(error), repr(error), "".join(traceback.format_exception(error))]
    sandbox.delete("faults")

    written = caplog.text + "".join(told) + "".join(str(record.__dict__) for record in caplog.records)

    assert "secret=***" in caplog.text, "the HTTP library did write its lines"
    for secret in (DEMO_SECRET, token, code):
        assert secret not in written
