"""wechatpy made fit for a server: the stable token, bounded retries, time limits, a redirect, no leaks.

What is corrected here, and why: the library fetches a token before every login; its automatic retry has no
bound; its token call has no time limit and uses the old API whose tokens replace one another; and its error
texts contain the app secret. Nothing outside app/gateways sees the library.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from optionaldict import optionaldict
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.client.api import WeChatWxa
from wechatpy.exceptions import WeChatClientException

from app.gateways.token_store import NANOSECONDS, MonotonicClock, TokenStore

PLATFORM = "https://api.weixin.qq.com/"
STABLE_TOKEN = "cgi-bin/stable_token"  # noqa: S105 - a path
TOKEN_REJECTED = frozenset({40001, 40014, 42001})
QUOTA_EXHAUSTED = 45009

TOKEN_MARGIN_SECONDS = 240
TOKEN_SECONDS_MIN = 60
FORCE_PAUSE_SECONDS = 600
QUOTA_PAUSE_SECONDS = 600
PICTURE = 2
ANSWER_BYTES_MAX = 4 * 1024 * 1024

JPEG_HEAD, PNG_HEAD = b"\xff\xd8\xff", b"\x89PNG"
SECRETS = re.compile(r"((?:secret|access_token|js_code|signature)=)[^&\s'\")]+")

Timeouts = tuple[int, int]


class TokenFetchFailed(WeChatClientException):  # type: ignore[misc]
    """The platform refused us a token; the call we wanted it for was never made."""


class QuotaPaused(WeChatClientException):  # type: ignore[misc]
    """The day's quota of this API is used up; it is left alone for a while instead of being asked again."""


class PlatformAdapter(HTTPAdapter):
    """Gives every call a time limit and, when told so, another destination."""

    def __init__(self, base_url: str | None, timeouts: Timeouts) -> None:
        self._base = urlsplit(base_url) if base_url else None
        self._timeouts = timeouts
        super().__init__(pool_maxsize=32)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request.

        Raises:
            requests.RequestException: no answer in time, no connection, or an answer too large to be true.
        """
        kwargs["timeout"] = self._timeouts
        if self._base is not None:
            asked = urlsplit(request.url or "")
            path = self._base.path.rstrip("/") + asked.path
            request.url = urlunsplit((self._base.scheme, self._base.netloc, path, asked.query, ""))
        answer = super().send(request, *args, **kwargs)
        if int(answer.headers.get("Content-Length", "0")) > ANSWER_BYTES_MAX:
            answer.close()
            raise requests.exceptions.ContentDecodingError("answer too large")
        return answer


class MiniProgramApi(WeChatWxa):  # type: ignore[misc]
    """The seven calls the service makes."""

    API_BASE_URL = PLATFORM

    def code_to_session(self, js_code: str) -> Any:
        """Exchange a login code, without an access token: a list of parameters keeps the library from adding one."""
        parameters = [
            ("appid", self.appid),
            ("secret", self.secret),
            ("js_code", js_code),
            ("grant_type", "authorization_code"),
        ]
        return self._get("sns/jscode2session", params=parameters)

    def get_phone_number(self, code: str, openid: str) -> Any:
        """Exchange a phone code; the openid makes the platform check whose code it is."""
        return self._post("wxa/business/getuserphonenumber", data={"code": code, "openid": openid})

    def get_unlimited_code(self, **fields: Any) -> bytes:
        """Draw a mini-program code and return the picture.

        Raises:
            WeChatClientException: the answer is an error, or not a picture.
        """
        answer = self._post("wxa/getwxacodeunlimit", data=optionaldict(fields))
        content: bytes = getattr(answer, "content", b"")
        if not content.startswith((JPEG_HEAD, PNG_HEAD)):
            raise WeChatClientException(None, "not a picture")
        return content

    def send_message(self, **fields: Any) -> Any:
        """Send a subscribe message."""
        return self._post("cgi-bin/message/subscribe/send", data=optionaldict(fields))

    def check_text(self, **fields: Any) -> Any:
        """Judge a text, version 2 of the API."""
        return self._post("wxa/msg_sec_check", data={**fields, "version": 2})

    def check_picture(self, **fields: Any) -> Any:
        """Hand in the address of a picture to be judged, version 2 of the API; the verdict is pushed later."""
        return self._post("wxa/media_check_async", data={**fields, "media_type": PICTURE, "version": 2})

    def list_templates(self) -> Any:
        """Return the app's own message templates."""
        return self._get("wxaapi/newtmpl/gettemplate")


class MiniProgramClient(WeChatClient):  # type: ignore[misc]
    """A wechatpy client whose token is the stable one, kept in a TokenStore."""

    wxa = MiniProgramApi()

    def __init__(
        self,
        appid: str,
        secret: str,
        token_store: TokenStore,
        *,
        base_url: str | None,
        timeouts: Timeouts,
        monotonic_ns: MonotonicClock = time.monotonic_ns,
    ) -> None:
        super().__init__(appid, secret, timeout=timeouts, auto_retry=False)
        self._tokens = token_store
        self._monotonic_ns = monotonic_ns
        self._paused_until: dict[str, int] = {}
        self._http.mount(PLATFORM, PlatformAdapter(base_url, timeouts))
        self._http.max_redirects = 0  # a redirect would carry the secret to another host
        if base_url:
            self._http.trust_env = False

    @property
    def access_token(self) -> str:
        """The token to use now: the shared one, or a freshly fetched one."""
        if not hasattr(self, "_tokens"):  # the library reads every property before __init__ has run
            raise AttributeError("_tokens")
        return self._tokens.read(self._token_name) or self._renewed()

    @property
    def _token_name(self) -> str:
        return f"wx:{self.appid}:stable_token"

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        """Make one call; after a rejected token make it exactly once more with another token."""
        endpoint = url_or_endpoint.removeprefix(PLATFORM)
        params = kwargs.get("params")
        if isinstance(params, list):
            return self._guarded(endpoint, lambda: self._sent(method, url_or_endpoint, kwargs, params))
        params = params or {}

        def with_token(token: str) -> Any:
            return self._sent(method, url_or_endpoint, kwargs, {**params, "access_token": token})

        def call() -> Any:
            used = self.access_token
            try:
                return with_token(used)
            except WeChatClientException as refusal:
                if refusal.errcode not in TOKEN_REJECTED:
                    raise
                fresh = self._renewed(rejected=used)
                if fresh == used:
                    raise
            return with_token(fresh)

        return self._guarded(endpoint, call)

    def _sent(self, method: str, endpoint: str, kwargs: Mapping[str, Any], params: Any) -> Any:
        return super()._request(method, endpoint, **{**kwargs, "params": params})

    def _renewed(self, rejected: str | None = None) -> str:
        """Fetch a token, one worker at a time; whoever waited takes what the first one brought.

        The platform may hand out the very token it has just rejected. Then it is forced to make another one,
        unless a token was fetched within the last ten minutes: the reason must lie elsewhere.
        """
        with self._tokens.locked(self._token_name):
            kept = self._tokens.read(self._token_name)
            if kept and kept != rejected:
                return kept
            may_force = self._tokens.claim(f"{self._token_name}:fetched", seconds=FORCE_PAUSE_SECONDS)
            token = self._fetched(force=False)
            if token == rejected and may_force:
                token = self._fetched(force=True)
            return token

    def _fetched(self, *, force: bool) -> str:
        credentials = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}

        def call() -> tuple[str, int]:
            try:
                answer = self._http.post(PLATFORM + STABLE_TOKEN, json={**credentials, "force_refresh": force})
                answer.raise_for_status()
                return _issued(answer.json())
            except requests.RequestException as failure:
                raise TokenFetchFailed(None, type(failure).__name__) from None

        token, life = self._guarded(STABLE_TOKEN, call)
        self._tokens.write(self._token_name, token, seconds=max(TOKEN_SECONDS_MIN, life - TOKEN_MARGIN_SECONDS))
        return str(token)

    def _guarded(self, endpoint: str, call: Callable[[], Any]) -> Any:
        """Leave an API alone for a while once its daily quota is used up; other APIs are not affected."""
        if self._monotonic_ns() < self._paused_until.get(endpoint, 0):
            raise QuotaPaused(QUOTA_EXHAUSTED, "paused after the daily quota was used up")
        try:
            return call()
        except WeChatClientException as refusal:
            foreign = isinstance(refusal, (TokenFetchFailed, QuotaPaused)) and endpoint != STABLE_TOKEN
            if refusal.errcode == QUOTA_EXHAUSTED and not foreign:
                self._paused_until[endpoint] = self._monotonic_ns() + QUOTA_PAUSE_SECONDS * NANOSECONDS
            raise


def _issued(answer: Any) -> tuple[str, int]:
    """Return token and life in seconds from the platform's answer.

    Raises:
        TokenFetchFailed: it is an error, or makes no sense.
    """
    if not isinstance(answer, dict) or answer.get("errcode"):
        refusal = answer if isinstance(answer, dict) else {}
        raise TokenFetchFailed(refusal.get("errcode"), refusal.get("errmsg"))
    token, life = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not token or not isinstance(life, int):
        raise TokenFetchFailed(None, "no token in the answer")
    return token, life


class SecretFilter(logging.Filter):
    """Removes secrets from the log lines of the HTTP library, which prints whole addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record and let it pass."""
        record.msg = SECRETS.sub(r"\1***", record.getMessage())
        record.args = ()
        return True


def silence_secrets() -> None:
    """Attach the filter to every logger that prints addresses; doing so twice is harmless."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.connection"):
        known = logging.getLogger(name)
        if not any(isinstance(present, SecretFilter) for present in known.filters):
            known.addFilter(SecretFilter())
