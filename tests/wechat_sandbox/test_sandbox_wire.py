"""Wire rules and the order of checks that all platform APIs share."""

import json
import re

import requests

PATH = "/wxa/business/getuserphonenumber"


def test_error_when_api_refuses_then_http_200_with_code_and_request_id(sandbox, platform):
    answer = requests.get(platform.base_url + "/sns/jscode2session", timeout=10)

    body = json.loads(answer.content)

    assert answer.status_code == 200
    assert body["errcode"] == 41002
    assert re.fullmatch(r"appid missing rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", body["errmsg"])


def test_request_id_when_looked_up_then_explains_the_call_without_secrets(sandbox, platform):
    refused = platform.login("unknown")
    rid = refused["errmsg"].rpartition("rid: ")[2]

    explained = platform.post("/cgi-bin/openapi/rid/get", {"rid": rid}, access_token=platform.token())["request"]

    assert "secret=***" in explained["request_url"]
    assert '"errcode": 40029' in explained["response_body"]


def test_path_when_unknown_then_404(sandbox, platform):
    answer = requests.get(platform.base_url + "/wxa/nothing", timeout=10)

    assert (answer.status_code, json.loads(answer.content)["errcode"]) == (404, 404)


def test_method_when_wrong_then_named_before_the_token(sandbox, platform):
    assert platform.get(PATH)["errcode"] == 43002
    assert platform.post("/sns/jscode2session", {})["errcode"] == 43001


def test_body_when_empty_form_or_no_json_then_refused_in_this_order(sandbox, platform):
    token = platform.token()
    url = platform.base_url + PATH

    empty = platform.post_raw(PATH, b"", access_token=token)
    broken = platform.post_raw(PATH, b"{", access_token=token)
    form = requests.post(url, data={"code": "x"}, params={"access_token": token}, timeout=10)

    assert [json.loads(each.content)["errcode"] for each in (empty, broken, form)] == [44002, 47001, 47001]


def test_json_body_when_sent_without_content_type_then_read(sandbox, platform):
    answer = platform.post_raw("/cgi-bin/openapi/quota/get", b'{"cgi_path":"/wxa/x"}', access_token=platform.token())

    assert "Content-Type" not in answer.request.headers
    assert json.loads(answer.content)["quota"]["used"] == 0


def test_content_type_when_answering_json_then_varies(sandbox, platform):
    token = platform.token()
    seen = {
        platform.post_raw("/cgi-bin/openapi/quota/get", b'{"cgi_path":"/wxa/x"}', access_token=token).headers[
            "Content-Type"
        ]
        for _ in range(3)
    }

    assert seen == {"application/json; encoding=utf-8", "text/plain", "application/json"}


def test_quota_when_used_up_then_minute_and_day_have_their_codes(sandbox, platform):
    sandbox.post("quota", path=PATH, minute=1)
    token = platform.token()

    codes = [platform.post(PATH, {"code": "x"}, access_token=token)["errcode"] for _ in range(2)]
    sandbox.post("quota", path=PATH, daily=1)
    codes.append(platform.post(PATH, {"code": "x"}, access_token=token)["errcode"])

    assert codes == [40029, 45011, 45009]


def test_quota_when_cleared_then_calls_work_again(sandbox, platform):
    sandbox.post("quota", path=PATH, daily=0)
    token = platform.token()
    refused = platform.post(PATH, {"code": "x"}, access_token=token)["errcode"]

    platform.post("/cgi-bin/clear_quota", {"appid": "wxsandbox0000000001"}, access_token=token)
    sandbox.post("quota", path=PATH, daily=1)

    assert refused == 45009
    assert platform.post(PATH, {"code": "x"}, access_token=token)["errcode"] == 40029


def test_fault_when_skipping_and_limited_then_strikes_exactly_as_told(sandbox, platform):
    sandbox.fault("errcode", "/sns/jscode2session", value=-1, skip=1, times=2)

    codes = [platform.login("x")["errcode"] for _ in range(4)]

    assert codes == [40029, -1, -1, 40029]


def test_fault_when_after_then_the_work_is_done_and_the_answer_lost(sandbox, platform):
    code = sandbox.login_code("张三")
    sandbox.fault("reset", "/sns/jscode2session", after=True)

    try:
        platform.login(code)
        cut = False
    except requests.ConnectionError:
        cut = True

    assert cut
    assert platform.login(code)["errcode"] == 40163


def test_faults_when_spoiling_answers_then_each_looks_as_named(sandbox, platform):
    url, path = platform.base_url + "/sns/jscode2session", "/sns/jscode2session"
    sandbox.fault("http", path, value=503)
    unavailable = requests.get(url, timeout=10)
    sandbox.fault("html", path, value=200)
    page = requests.get(url, timeout=10)
    sandbox.fault("dup_json", path)
    doubled = requests.get(url, timeout=10)
    sandbox.fault("bad_utf8", path)
    broken = requests.get(url, timeout=10)
    sandbox.fault("wrong_ctype", path)
    mislabelled = requests.get(url, timeout=10)
    sandbox.fault("truncate", path)
    try:
        requests.get(url, timeout=10)
        complete = True
    except requests.RequestException:
        complete = False

    assert unavailable.status_code == 503
    assert page.content.startswith(b"<html>")
    assert doubled.content.count(b"41002") == 2
    assert b"\xff" in broken.content
    assert mislabelled.headers["Content-Type"] == "image/jpeg"
    assert not complete


def test_held_requests_when_faults_are_cleared_then_go_on(sandbox, platform):
    sandbox.fault("slow", "/sns/jscode2session", value=1)

    assert platform.login("x")["errcode"] == 40029
    assert sandbox.get("requests", path="/sns/jscode2session")[0]["fault"] == "slow"
    assert sandbox.delete("faults") == []
