"""From a code of wx.login to an identity: bounded, once per code, and kind to two taps with one code."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from dataclasses import dataclass, field

from app.core.db import Database
from app.gateways.wechat import (
    LoginIdentity,
    WeChatBusy,
    WeChatCodeInvalid,
    WeChatError,
    WeChatGateway,
    WeChatUserBlocked,
)
from app.identity.hot import REMEMBER_CODE, REMEMBERED_CODE
from app.identity.refusals import LoginBusy, LoginCodeInvalid, WeChatTooOften, WeChatUnreachable, WeChatUserRefused

CODE_USED = 40163
SAME_CODE_SECONDS = 60
WINNER_TRIES = 10
WINNER_PAUSE_MS = 100


@dataclass
class _Flight:
    done: threading.Event = field(default_factory=threading.Event)
    identity: LoginIdentity | None = None
    failure: Exception | None = None


class CodeExchange:
    """Asks WeChat who a login code belongs to. At most ``concurrency`` requests of this process wait at once.

    The rest are refused at once with a time to come back, so that logins can never take the threads check-in needs.
    """

    def __init__(self, gateway: WeChatGateway, database: Database, *, concurrency: int) -> None:
        self._gateway = gateway
        self._database = database
        self._slots = threading.BoundedSemaphore(concurrency)
        self._guard = threading.Lock()
        self._flights: dict[bytes, _Flight] = {}

    def identity_of(self, code: str, *, now: dt.datetime) -> LoginIdentity:
        """Return who a code belongs to; the same code again within a minute gives the same answer.

        Raises:
            LoginBusy: too many logins are waiting for WeChat.
            LoginCodeInvalid: unknown, too old, or used up longer than a minute ago.
            WeChatUserRefused: WeChat blocks this user.
            WeChatTooOften: WeChat's own limit for this user.
            WeChatUnreachable: no answer; the code may be used up, so it is not tried again.
        """
        if not self._slots.acquire(blocking=False):
            raise LoginBusy(retry_after=2)
        try:
            return self._single_flight(hashlib.sha256(code.encode()).digest(), code, now)
        finally:
            self._slots.release()

    def phone_number(self, code: str, openid: str) -> str:
        """Return the phone number behind a phone code, with the country code unless it is China's.

        Raises:
            LoginBusy, WeChatUnreachable, WeChatTooOften, WeChatUserRefused: as for logins.
            LoginCodeInvalid: the code is unknown, old, used up or another user's.
        """
        if not self._slots.acquire(blocking=False):
            raise LoginBusy(retry_after=2)
        try:
            phone = self._gateway.phone_number(code, openid)
        except WeChatError as error:
            raise _refusal_of(error) from None
        finally:
            self._slots.release()
        return phone.number if phone.country_code in {"86", ""} else f"+{phone.country_code}{phone.number}"

    def _single_flight(self, code_hash: bytes, code: str, now: dt.datetime) -> LoginIdentity:
        with self._guard:
            flight = self._flights.get(code_hash)
            leads = flight is None
            if flight is None:
                flight = self._flights[code_hash] = _Flight()
        if not leads:
            flight.done.wait()
        else:
            try:
                flight.identity = self._exchange(code_hash, code, now)
            except Exception as failure:  # noqa: BLE001 - handed to everybody who waits for this flight
                flight.failure = failure
            finally:
                with self._guard:
                    del self._flights[code_hash]
                flight.done.set()
        if flight.identity is None:
            assert flight.failure is not None
            raise flight.failure
        return flight.identity

    def _exchange(self, code_hash: bytes, code: str, now: dt.datetime) -> LoginIdentity:
        remembered = self._remembered(code_hash, now)
        if remembered is not None:
            return remembered
        try:
            identity = self._gateway.exchange_login_code(code)
        except WeChatCodeInvalid as error:
            winner = self._winner(code_hash, now) if error.errcode == CODE_USED else None
            if winner is None:
                raise LoginCodeInvalid() from None
            return winner
        except WeChatError as error:
            raise _refusal_of(error) from None
        self._database.hot(
            REMEMBER_CODE,
            {"code_hash": code_hash, "openid": identity.openid, "unionid": identity.unionid, "now": now},
        )
        return identity

    def _remembered(self, code_hash: bytes, now: dt.datetime) -> LoginIdentity | None:
        since = now - dt.timedelta(seconds=SAME_CODE_SECONDS)
        rows = self._database.hot(REMEMBERED_CODE, {"code_hash": code_hash, "since": since})
        return LoginIdentity(*rows[0]) if rows else None

    def _winner(self, code_hash: bytes, now: dt.datetime) -> LoginIdentity | None:
        """Return what another process learnt from the code: it may need a moment to write it down."""
        for _ in range(WINNER_TRIES):
            winner = self._remembered(code_hash, now)
            if winner is not None:
                return winner
            time.sleep(WINNER_PAUSE_MS / 1000)
        return None


def _refusal_of(error: WeChatError) -> Exception:
    if isinstance(error, WeChatCodeInvalid):
        return LoginCodeInvalid()
    if isinstance(error, WeChatUserBlocked):
        return WeChatUserRefused()
    if isinstance(error, WeChatBusy):
        return WeChatTooOften(retry_after=60)
    return WeChatUnreachable(retry_after=5)
