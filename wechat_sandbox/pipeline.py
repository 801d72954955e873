"""From request to answer: the order of checks every platform API shares.

Faults, then method, token, account state, minute quota, daily quota, empty body, JSON, and only then the rules
of the API itself.
"""

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Request, Response

from wechat_sandbox import outcome, quotas, request_log, tokens
from wechat_sandbox.faults import Fault
from wechat_sandbox.sandbox import Options, Sandbox
from wechat_sandbox.wire import Api, Call, Picture, Refusal

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
HOLD_MS = 30_000


@dataclass(slots=True)
class Exchange:
    """One request on its way to an answer."""

    request: Request
    raw: bytes
    rid: str
    fault: Fault | None = None
    busy: bool = False


class Pipeline:
    """Answers every path of the platform with the registered APIs."""

    def __init__(self, sandbox: Sandbox, apis: dict[str, Api]) -> None:
        self._sandbox = sandbox
        self._apis = apis

    def answer(self, request: Request) -> Response:
        """Return the platform's answer to one request, and log it."""
        started = time.monotonic_ns()
        raw = request.get_data(parse_form_data=False)
        body = _peek(raw)
        openid = body.get("touser") or body.get("openid") or request.args.get("openid")
        exchange = Exchange(request, raw, self._new_rid())
        api = self._apis.get(request.path)
        serial = body.get(api.serial_field) if api and api.serial_field else None
        with self._sandbox.in_flight.hold(f"{request.path} {serial}" if serial else None) as exchange.busy:
            fault = self._sandbox.faults.pick(request.path, request.method, openid)
            exchange.fault = self._delay(api, fault)
            answer = self._work(api, exchange)
        struck = exchange.fault.kind if exchange.fault else None
        elapsed_ms = (time.monotonic_ns() - started) // 1_000_000
        request_log.record(
            self._sandbox, request, raw, rid=exchange.rid, answer=answer, elapsed_ms=elapsed_ms, fault=struck
        )
        return self._spoil(request, answer, exchange.fault)

    def _work(self, api: Api | None, exchange: Exchange) -> outcome.Answer:
        fault, rid = exchange.fault, exchange.rid
        with self._sandbox.state.transaction() as db:
            options = self._sandbox.options(db)
        if fault and not fault.works_first and fault.kind != "slow":
            return self._struck(fault, rid, options)
        if api is None:
            return outcome.not_found(options)
        try:
            result = self._checked(api, exchange)
        except Refusal as refusal:
            answer = outcome.refused(refusal, rid, options, api)
        else:
            answer = outcome.succeeded(result, options, api, self._turn())
        if fault and fault.after and fault.kind != "slow":
            return self._struck(fault, rid, options)
        return answer

    def _checked(self, api: Api, exchange: Exchange) -> dict[str, Any] | Picture:
        request, raw = exchange.request, exchange.raw
        now = self._sandbox.clock.now()
        with self._sandbox.state.transaction(Refusal) as db:
            call = Call(
                sandbox=self._sandbox,
                db=db,
                options=self._sandbox.options(db),
                path=api.path,
                now=now,
                query=request.args.to_dict(),
                raw=raw,
                files=request.files if not api.json else {},
                remote_address=request.remote_addr or "",
                busy=exchange.busy,
            )
            if request.method != api.method:
                raise Refusal(43001 if api.method == "GET" else 43002)
            if api.token:
                call.registered_app = tokens.app_of(call)
                _check_account(call)
            quotas.count(call, api)
            if api.method == "POST" and api.json:
                call.body = _json_body(request, raw)
            return api.handler(call)

    def _struck(self, fault: Fault, rid: str, options: Options) -> outcome.Answer:
        """Return what a client sees instead of, or after, the work."""
        if fault.kind == "errcode":
            return outcome.refused(Refusal(fault.value), rid, options, None)
        if fault.kind == "html":
            return outcome.gateway_page(fault.value or 502)
        if fault.kind == "http":
            return outcome.gateway_page(fault.value or 502, empty=True)
        return outcome.silence()

    def _delay(self, api: Api | None, fault: Fault | None) -> Fault | None:
        """Wait as the fault or the latency profile says; the profile may bring a rare fault of its own."""
        if fault and fault.kind == "slow":
            self._sandbox.pause(fault.value)
        with self._sandbox.state.transaction() as db:
            lifelike = self._sandbox.options(db).latency
        if not lifelike or api is None:
            return fault
        chance = self._sandbox.chance
        self._sandbox.pause(chance.latency_ms(api.median_ms))
        if fault is None and chance.happens(0.002):
            return Fault("errcode", value=-1)
        if fault is None and chance.happens(0.001):
            return Fault("reset")
        return fault

    def _spoil(self, request: Request, answer: outcome.Answer, fault: Fault | None) -> Response:
        if fault and fault.kind == "timeout":
            self._sandbox.pause(fault.value or HOLD_MS)
        if fault and fault.kind in ("timeout", "reset"):
            outcome.cut_connection(request)
        return outcome.response(answer, fault)

    def _new_rid(self) -> str:
        chance = self._sandbox.chance
        return f"{self._sandbox.clock.now():08x}-{chance.hexadecimal(8)}-{chance.hexadecimal(8)}"

    def _turn(self) -> int:
        with self._sandbox.state.transaction() as db:
            return request_log.length(db)


def _peek(raw: bytes) -> dict[str, Any]:
    """Return the body as a dict when it is one, for matching faults only."""
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _json_body(request: Request, raw: bytes) -> dict[str, Any]:
    if not raw:
        raise Refusal(44002)
    if request.mimetype in FORM_TYPES:
        raise Refusal(47001)
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refusal(47001) from None
    if not isinstance(body, dict):
        raise Refusal(47001)
    return body


def _check_account(call: Call) -> None:
    if call.path in call.app.forbidden_paths:
        raise Refusal(48001)
    if call.app.account_frozen:
        raise Refusal(50002)
