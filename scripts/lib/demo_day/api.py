"""Speaking to the service as a phone does: JSON over HTTP, a bearer token, a key for every deed."""

import http.client
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from demo_day.problems import CannotPlay, Unexpected

TIMEOUT_SECONDS = 20
PAGE = 50
BUSY_CODES = frozenset({"temporarily_unavailable", "busy_try_again", "in_progress", "login_busy"})
BUSY_TRIES = 8
BUSY_PAUSE_SECONDS = 0.5
DEEDS_REPEATED = 7  # every seventh deed is sent twice with the same key, as a phone does after a bad connection


@dataclass(frozen=True)
class Answer:
    """What the service said."""

    status: int
    body: Any
    replayed: bool = False

    @property
    def ok(self) -> bool:
        """Whether the request was granted."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The stable code of a refusal; empty when granted."""
        return "" if self.ok else str(self.body.get("code", self.status))

    @property
    def sentence(self) -> str:
        """What a person reads when refused."""
        return "" if self.ok else f"{self.body.get('title', '')}：{self.body.get('detail', '')}".strip("：")


class Service:
    """One connection to the running service; opened again when the service closed it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise CannotPlay(f"服务地址应是本机的 http:// 地址，现在是 {url}")
        self.url = url.rstrip("/")
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=TIMEOUT_SECONDS)
        self.requests = 0
        self.repeats = 0
        self._deeds = 0

    def another(self) -> "Service":
        """Return another connection to the same service, for somebody who presses at the same moment."""
        return Service(self.url)

    def is_repeated(self) -> bool:
        """Tell whether this deed is one that the phone sends twice."""
        self._deeds += 1
        repeated = self._deeds % DEEDS_REPEATED == 0
        self.repeats += repeated
        return repeated

    def send(self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request and return the answer, whatever it is; asked to come back, do so a few times as phones do.

        Raises:
            CannotPlay: nobody answers.
        """
        for _ in range(BUSY_TRIES):
            answer = self._send_once(method, path, body=body, headers=headers)
            if answer.code not in BUSY_CODES:
                break
            time.sleep(BUSY_PAUSE_SECONDS)
        return answer

    def _send_once(self, method: str, path: str, *, body: Any, headers: dict[str, str] | None) -> Answer:
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = {"Accept": "application/json", **(headers or {})}
        if content is not None:
            sent["Content-Type"] = "application/json"
        for last in (False, True):
            try:
                self._connection.request(method, quote(path, safe="/?&=%:-._~"), content, sent)
                reply = self._connection.getresponse()
                text = reply.read()
                break
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                if last:
                    raise CannotPlay(f"{self.url} 没有应答，请先运行 ./scripts/run（{error}）") from None
        self.requests += 1
        return Answer(reply.status, _decoded(text), reply.headers.get("Idempotency-Replayed") == "true")


@dataclass
class Caller:
    """Somebody who speaks to the service, signed in or not."""

    service: Service
    token: str = ""

    def get(self, path: str, **query: Any) -> Any:
        """Return the body of a GET that must be granted."""
        given = {name: value for name, value in query.items() if value is not None}
        target = f"/v1{path}?{urlencode(given)}" if given else f"/v1{path}"
        return self._granted(self.service.send("GET", target, headers=self._headers()), f"GET {path}")

    def every(self, path: str, **query: Any) -> list[Any]:
        """Return all items of a list, page after page."""
        items: list[Any] = []
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, limit=PAGE, **query)
            items.extend(page["items"])
            cursor = page.get("next_cursor")
            if cursor is None:
                return items

    def do(self, path: str, body: Any = None, *, once: bool = False) -> Any:
        """Return the body of a deed that must be granted."""
        return self._granted(self.attempt(path, body, once=once), f"POST {path}")

    def attempt(self, path: str, body: Any = None, *, once: bool = False, key: str | None = None) -> Answer:
        """Do something and return the answer, granted or not.

        Now and then it is sent twice with the same key, which must change nothing; ``once`` is for what has no key.
        """
        headers = self._headers() | {"Idempotency-Key": key or uuid.uuid4().hex}
        sent = {} if body is None else body
        answer = self.service.send("POST", f"/v1{path}", body=sent, headers=headers)
        if answer.ok and self.token and not once and self.service.is_repeated():
            again = self.service.send("POST", f"/v1{path}", body=sent, headers=headers)
            if again.status != answer.status or again.body != answer.body:
                raise Unexpected(f"同一个请求发两次，得到两种结果：{path}\n第一次 {answer}\n第二次 {again}")
        return answer

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _granted(self, answer: Answer, what: str) -> Any:
        if not answer.ok:
            raise Unexpected(f"{what} 被拒绝：{answer.status} {answer.code} {answer.sentence} {answer.body}")
        return answer.body


def _decoded(text: bytes) -> Any:
    if not text:
        return {}
    try:
        return json.loads(text)
    except ValueError:
        return {"code": "not_json", "detail": text[:200].decode(errors="replace")}
