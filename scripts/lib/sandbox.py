"""The WeChat sandbox beside the service: the templates every sandbox has, and where it pushes its events."""

import secrets
import string
from collections.abc import Mapping, MutableMapping

from wechat_sandbox.identities import template_id_for
from wechat_sandbox.remote import SandboxRemote

TEMPLATES = {
    "sign_up_result": "thing1,phrase2,time3,thing4",
    "activity_reminder": "thing1,time2,thing3,thing4",
    "points_change": "thing1,character_string2,character_string3,time4",
    "redemption_result": "thing1,character_string2,phrase3,thing4",
}
AES_KEY_LETTERS = 43


def describe_messages(environment: MutableMapping[str, str]) -> None:
    """Name the sandbox's message templates, and make fresh keys for its pushes, where nothing is set."""
    for purpose, fields in TEMPLATES.items():
        environment.setdefault(f"WECHAT_TEMPLATE_{purpose.upper()}", f"{template_id_for(purpose)}:{fields}")
    if "WECHAT_PUSH_TOKEN" not in environment:
        alphabet = string.ascii_letters + string.digits
        environment["WECHAT_PUSH_TOKEN"] = secrets.token_hex(12)
        environment["WECHAT_PUSH_AES_KEY"] = "".join(secrets.choice(alphabet) for _ in range(AES_KEY_LETTERS))


def connect_pushes(environment: Mapping[str, str], url: str) -> None:
    """Tell the sandbox to push its events to the service at ``url``, if everything for that is known."""
    needed = {"WECHAT_GATEWAY_URL", "WECHAT_SANDBOX_KEY", "WECHAT_PUSH_TOKEN", "WECHAT_PUSH_AES_KEY"}
    if not needed <= environment.keys():
        return
    remote = SandboxRemote(environment["WECHAT_GATEWAY_URL"], environment["WECHAT_SANDBOX_KEY"])
    target = {"token": environment["WECHAT_PUSH_TOKEN"], "aes_key": environment["WECHAT_PUSH_AES_KEY"]}
    remote.post("app", push={"url": f"{url}/wechat/push", **target})
