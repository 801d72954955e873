"""The vocabulary between the request pipeline and the topic modules: calls, answers, refusals, API tables."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wechat_sandbox.sandbox import Options, Sandbox
    from wechat_sandbox.state import App

JSON_CONTENT_TYPES = ("application/json; encoding=utf-8", "text/plain", "application/json")

INVALID_CREDENTIAL = (
    "invalid credential, access_token is invalid or not latest, "
    "could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"
)

STANDARD_TEXTS = {
    -1: "system error",
    40001: INVALID_CREDENTIAL,
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40159: "invalid length for path, or the data is not json string",
    40163: "code been used",
    40169: "invalid length for scene, or the data is not json string",
    40226: "code blocked",
    40243: "AppSecret is frozen",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43104: "this appid does not have permission",
    43107: "subscribe message ability is banned",
    43108: "concurrent sending to the same user",
    44002: "empty post data",
    44991: "reach max api minute limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45029: "qrcode count out of limit",
    45168: "contain sensitive word",
    47001: "data format error",
    48001: "api unauthorized",
    50002: "user limited",
    61010: "code is expired",
    85096: "not allow include scancode_time field",
    87009: "invalid signature",
    87014: "risky content",
}


class Refusal(Exception):
    """An API-level error: HTTP 200 with an errcode."""

    def __init__(self, errcode: int, errmsg: str | None = None) -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.errmsg = errmsg or STANDARD_TEXTS.get(errcode, "error")


@dataclass(frozen=True, slots=True)
class Picture:
    """A successful answer that is an image instead of JSON."""

    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """One request as a handler sees it, inside one transaction."""

    sandbox: "Sandbox"
    db: sqlite3.Connection
    options: "Options"
    path: str
    now: int
    query: dict[str, str]
    raw: bytes
    files: Mapping[str, Any]
    remote_address: str
    busy: bool = False  # another call with the same serial key is in flight
    body: dict[str, Any] = field(default_factory=dict)
    registered_app: "App | None" = None

    @property
    def app(self) -> "App":
        """The app the access token belongs to."""
        assert self.registered_app is not None, "only for calls with an access token"
        return self.registered_app

    def warn(self, text: str) -> None:
        """Note something a real client should not do; in strict mode refuse it."""
        self.sandbox.warn(self.db, self.path, text)
        if self.options.strict:
            raise Refusal(40097, f"strict mode: {text}")


Handler = Callable[[Call], "dict[str, Any] | Picture"]


@dataclass(frozen=True, slots=True)
class Api:
    """How one platform API behaves before its own rules begin."""

    method: str
    path: str
    handler: Handler
    token: bool = True  # needs an access token
    json: bool = True  # a POST body must be JSON
    bare: bool = False  # success carries no errcode
    minute_code: int = 45011  # what it says above the minute limit
    minute: int | None = None
    daily: int | None = None
    median_ms: int = 50
    content_type: str | None = None
    serial_field: str | None = None  # body field whose value may not be in flight twice


class ApiTable:
    """The APIs of one topic module, filled by decorating handlers."""

    def __init__(self) -> None:
        self.apis: dict[str, Api] = {}

    def post(self, path: str, **traits: Any) -> Callable[[Handler], Handler]:
        """Register a handler for POST `path`; traits are fields of Api."""
        return self._register("POST", path, traits)

    def get(self, path: str, **traits: Any) -> Callable[[Handler], Handler]:
        """Register a handler for GET `path`; traits are fields of Api."""
        return self._register("GET", path, traits)

    def _register(self, method: str, path: str, traits: dict[str, Any]) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.apis[path] = Api(method, path, handler, **traits)
            return handler

        return register


def text_field(body: Mapping[str, Any], name: str, missing: int, errmsg: str | None = None) -> str:
    """Return a non-empty text field of a body.

    Raises:
        Refusal: with errcode `missing` when it is absent, empty or no text.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(missing, errmsg)
    return value
