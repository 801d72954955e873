"""WeChat as the phones of the story know it: the sandbox makes users and login codes."""

import json
import urllib.error
import urllib.request
from typing import Any

from demo_day.problems import CannotPlay

TIMEOUT_SECONDS = 20


class WeChat:
    """Speaks to the sandbox's page for phones."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def login_code(self, alias: str) -> str:
        """Return what wx.login gives on the phone of this WeChat user, who is made if there is none yet."""
        self._post("users", {"alias": alias})
        return str(self._post("wx/login", {"user": alias})["code"])

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"{self._url}/_sandbox/{path}",
            data=json.dumps(body).encode(),
            headers={"X-Sandbox-Key": self._key, "Content-Type": "application/json"},
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as reply:
                return json.loads(reply.read())
        except urllib.error.HTTPError as refusal:
            raise CannotPlay(f"微信沙箱拒绝了 {path}：{refusal.read().decode(errors='replace')}") from None
        except OSError as error:
            raise CannotPlay(f"微信沙箱 {self._url} 没有应答：{error}") from None
