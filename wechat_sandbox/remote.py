"""A small client of the admin surface, for tests and demo loaders; standard library only."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

TIMEOUT_SECONDS = 30


class SandboxRemote:
    """Speaks to /_sandbox/ of a running sandbox."""

    def __init__(self, base_url: str, key: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._key = key
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str, /, **query: Any) -> Any:
        """Return the JSON answer of GET /_sandbox/`path`.

        Raises:
            RuntimeError: when the sandbox refuses, with its reason.
        """
        return self._call("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def post(self, path: str, /, **body: Any) -> Any:
        """Return the JSON answer of POST /_sandbox/`path`."""
        return self._call("POST", path, body)

    def delete(self, path: str) -> Any:
        """Return the JSON answer of DELETE /_sandbox/`path`."""
        return self._call("DELETE", path, None)

    def create_user(self, alias: str, /, **traits: Any) -> dict[str, Any]:
        """Create or change a user and return it, openid included."""
        user: dict[str, Any] = self.post("users", alias=alias, **traits)
        return user

    def login_code(self, alias: str) -> str:
        """Return a fresh code as wx.login gives it."""
        return str(self.post("wx/login", user=alias)["code"])

    def phone_code(self, alias: str) -> str:
        """Return a fresh code as the getPhoneNumber button gives it."""
        return str(self.post("wx/phone", user=alias)["code"])

    def fault(self, kind: str, path: str, /, **traits: Any) -> None:
        """Make calls to `path` fail (see faults.py)."""
        self.post("faults", kind=kind, match={"path": path}, **traits)

    def _call(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the base URL is the caller's own
            f"{self.base_url}/_sandbox/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Sandbox-Key": self._key, "Content-Type": "application/json"},
            method=method,
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as reply:
                return json.loads(reply.read())
        except urllib.error.HTTPError as refusal:
            raise RuntimeError(f"{refusal.code} {refusal.read().decode('utf-8', 'replace')}") from None
