"""The admin surface, the page for people, and the program itself."""

import re
import subprocess
import sys
import urllib.request

import pytest
import requests

from wechat_sandbox.identities import DEMO_USERS, openid_for_alias
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.seed import pages_of

KEY = "a-key-for-this-test"


def test_admin_when_key_is_missing_or_wrong_then_forbidden_except_health(sandbox):
    url = sandbox.base_url + "/_sandbox/users"

    assert requests.get(url, timeout=10).status_code == 403
    assert requests.get(url, headers={"X-Sandbox-Key": "wrong"}, timeout=10).status_code == 403
    assert requests.get(sandbox.base_url + "/_sandbox/health", timeout=10).json()["status"] == "ok"


def test_admin_when_wish_makes_no_sense_then_says_why(sandbox):
    for path, body in [
        ("users", {}),
        ("wx/login", {"user": "nobody"}),
        ("faults", {"kind": "unheard of"}),
        ("options", {"nonsense": 1}),
        ("wx/scan", {"image": "AAAA"}),
    ]:
        with pytest.raises(RuntimeError, match="400"):
            sandbox.post(path, **body)


def test_users_when_fresh_then_the_demo_aliases(sandbox):
    users = sandbox.get("users")

    assert [user["alias"] for user in users] == [user.alias for user in DEMO_USERS]
    assert [user["openid"] for user in users] == [openid_for_alias(user.alias) for user in DEMO_USERS]


def test_user_when_created_twice_then_changed_and_able_to_log_in(sandbox, platform):
    sandbox.create_user("韦大姐", phone="13900000000")
    changed = sandbox.create_user("韦大姐", risk_rank=2)

    assert (changed["phone"], changed["risk_rank"]) == ("13900000000", 2)
    assert platform.login(sandbox.login_code("韦大姐"))["openid"] == openid_for_alias("韦大姐")


def test_reset_when_called_then_only_the_demo_content_is_left(sandbox):
    sandbox.create_user("临时")
    sandbox.fault("reset", "/anything", times=0)
    sandbox.post("clock", advance_s=10_000_000)
    later = sandbox.get("clock")["now"]

    sandbox.post("reset")

    assert len(sandbox.get("users")) == len(DEMO_USERS)
    assert sandbox.get("faults") == []
    assert sandbox.get("clock")["now"] < later - 9_000_000


def page(sandbox):
    return requests.get(sandbox.base_url + "/_sandbox/ui", timeout=10)


def test_page_when_opened_then_shows_users_codes_and_messages_escaped(sandbox):
    sandbox.create_user("<script>alert(1)</script>")
    code = sandbox.login_code("张三")

    answer = page(sandbox)

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert code in answer.text


def test_page_when_front_door_is_opened_then_leads_there(sandbox):
    assert requests.get(sandbox.base_url + "/_sandbox/", timeout=10).url.endswith("/_sandbox/ui")
    assert requests.get(sandbox.base_url + "/_sandbox/ui/static/sandbox.css", timeout=10).status_code == 200


def test_page_when_asked_for_by_a_foreign_name_then_forbidden(sandbox):
    answer = requests.get(sandbox.base_url + "/_sandbox/ui", headers={"Host": "evil.example"}, timeout=10)

    assert answer.status_code == 403


@pytest.mark.parametrize("action", ["login", "phone", "allow", "create", "later", "deliver"])
def test_buttons_when_pressed_then_work_with_the_token_of_the_page_only(sandbox, action):
    url = sandbox.base_url + "/_sandbox/ui"
    token = re.search(r'name="token" value="(\w+)"', page(sandbox).text)[1]
    form = {"action": action, "user": "张三", "seconds": "60"}

    forged = requests.post(url, data=form, timeout=10)
    pressed = requests.post(url, data={**form, "token": token}, timeout=10)

    assert forged.status_code == 403
    assert pressed.url.endswith("notice=done")


def test_pages_when_app_json_has_sub_packages_then_all_count(tmp_path):
    app_json = tmp_path / "app.json"
    app_json.write_text('{"pages":["pages/a"],"subPackages":[{"root":"packages/b/","pages":["c/index"]}]}')

    assert pages_of(app_json) == ["pages/a", "packages/b/c/index"]


def start(state):
    command = [sys.executable, "-m", "wechat_sandbox", "--port", "0", "--state", str(state), "--key", KEY]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def address_of(program):
    return re.search(r"http://[\d.:]+", program.stdout.readline())[0]


def test_program_when_started_again_with_the_same_state_then_users_and_messages_are_kept(tmp_path):
    state = tmp_path / "state.sqlite"
    with start(state) as first:
        SandboxRemote(address_of(first), KEY).create_user("留下的人")
        first.terminate()
    with start(state) as second:
        address = address_of(second)
        users = SandboxRemote(address, KEY).get("users")
        with urllib.request.urlopen(f"{address}/_sandbox/health") as answer:
            status = answer.status
        second.terminate()

    assert "留下的人" in [user["alias"] for user in users]
    assert status == 200


def test_program_when_key_is_short_then_does_not_start():
    command = [sys.executable, "-m", "wechat_sandbox", "--key", "short"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "at least 8 characters" in done.stderr
