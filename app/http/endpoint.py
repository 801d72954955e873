"""One decorator per operation: parse → policy → transaction → serialise. It is also where OpenAPI is read from.

``query`` and ``command`` resolve the caller first; ``command`` opens the one transaction and keeps the idempotency
record. ``hot`` hands the raw token hash to a single SQL statement that resolves the caller itself. ``outward`` asks
somebody outside (WeChat) first and opens its own transaction after that, because none may be open meanwhile. A
``command`` with a step ``before`` does slow or outward work (decode a picture, ask WeChat about words) once its caller
is known and before its transaction begins (ADR 0015).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, Literal, Protocol, TypeVar, cast

import orjson
from flask import Blueprint, Response, current_app
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from app import clock
from app.core import idempotency
from app.core.actor import Actor, NotAllowed
from app.core.db import Database
from app.core.permissions import ALLOWED, PUBLIC
from app.core.transaction import UnitOfWork, transaction
from app.http.problems import Malformed, NotSignedIn, from_validation
from app.http.schemas import Body, Nothing
from app.http.wire import FORM, Wire, read_wire
from points.errors import PointsError

Kind = Literal["query", "command", "hot", "outward"]
BodyType = TypeVar("BodyType", bound=Body)


class ResolveActor(Protocol):
    """Finds who stands behind a token; handed in by the factory, because people live in a slice above this one."""

    def __call__(self, session: Session, *, county_id: str, token_hash: bytes, now: dt.datetime) -> Actor | None: ...


_TOKEN = re.compile(r"(\d{6})\.([A-Za-z0-9_-]{43})")
_KEY = re.compile(r'"?([A-Za-z0-9_:.-]{8,80})"?')


@dataclass(frozen=True)
class Operation:
    """Everything the service knows about one operation; the OpenAPI document is generated from these."""

    kind: Kind
    method: str
    path: str
    name: str
    summary: str
    action: str
    tag: str
    body: type[Body] | None
    query: type[Body] | None
    returns: type[BaseModel] | None
    status: int
    refusals: tuple[type[PointsError], ...]
    keyed: bool
    example: dict[str, Any] | None
    answer: dict[str, Any] | None
    description: str
    before: Callable[[Call[Any]], Any] | None = None
    upload: int = 0
    media: str = "application/json"


OPERATIONS: list[Operation] = []


@dataclass
class Call(Generic[BodyType]):
    """What an endpoint function gets."""

    body: BodyType
    query: Any
    ids: dict[str, Any]
    token: tuple[str, bytes] | None
    database: Database
    wire: Wire
    _actor: Actor | None = None
    _work: UnitOfWork | None = None
    key: str = ""
    county_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    prepared: Any = None
    """What the step ``before`` of a command returned."""

    @property
    def actor(self) -> Actor:
        """The signed-in caller (``query`` and ``command`` operations that are not public)."""
        assert self._actor is not None
        return self._actor

    @property
    def work(self) -> UnitOfWork:
        """The unit of work of a ``command``."""
        assert self._work is not None
        return self._work

    @property
    def session(self) -> Session:
        """The session of this call."""
        return self.work.session

    @property
    def now(self) -> dt.datetime:
        """The instant of this call."""
        return self.work.now

    def fingerprint(self) -> bytes:
        """Return the hash that tells a repeated request from another one under the same key."""
        return idempotency.request_hash(self.wire.method, self.wire.path, self.wire.raw)


def operation(
    blueprint: Blueprint,
    kind: Kind,
    method: str,
    path: str,
    *,
    action: str,
    summary: str,
    body: type[Body] | None = None,
    query: type[Body] | None = None,
    returns: type[BaseModel] | None = None,
    status: int = 200,
    refusals: tuple[type[PointsError], ...] = (),
    keyed: bool = False,
    example: dict[str, Any] | None = None,
    answer: dict[str, Any] | None = None,
    before: Callable[[Call[Any]], Any] | None = None,
    upload: int = 0,
    media: str = "application/json",
) -> Callable[[Callable[[Call[Any]], Any]], Callable[..., Response]]:
    """Declare an operation under ``/v1``. ``action`` names its row of the policy table, or is ``PUBLIC``.

    ``keyed`` operations demand an Idempotency-Key. ``refusals`` are the types the function may raise beyond those
    every operation of its kind may; ``example`` is a request body and ``answer`` a response body for the document.
    ``before`` of a command runs before its transaction and what it returns is ``call.prepared``; ``upload`` makes the
    body a form with a file, of at most so many bytes altogether; ``media`` is the kind of file that is answered, if it
    is no JSON: the function returns its response itself.
    """
    if action != PUBLIC and action not in ALLOWED:
        raise ValueError(f"{path}: no policy row named {action}")

    def decorate(function: Callable[[Call[Any]], Any]) -> Callable[..., Response]:
        declared = Operation(
            kind=kind,
            method=method,
            path="/v1" + path,
            name=function.__name__,
            summary=summary,
            action=action,
            tag=blueprint.name,
            body=body,
            query=query,
            returns=returns,
            status=status,
            refusals=refusals,
            keyed=keyed,
            example=example,
            answer=answer,
            description=(function.__doc__ or "").strip(),
            before=before,
            upload=upload,
            media=media,
        )
        OPERATIONS.append(declared)

        @wraps(function)
        def view(**ids: Any) -> Response:
            try:
                call = parse(declared, read_wire(upload=declared.upload), ids=ids)
            except FieldErrors as error:
                return from_validation(error.error, root=error.root)
            return _RUN[kind](declared, function, call)

        view.operation = declared  # type: ignore[attr-defined]
        view.function = function  # type: ignore[attr-defined]
        blueprint.add_url_rule("/v1" + path, endpoint=function.__name__, view_func=view, methods=[method])
        return view

    return decorate


class FieldErrors(Exception):
    """Body or query do not fit their schema."""

    def __init__(self, error: ValidationError, root: str) -> None:
        super().__init__()
        self.error = error
        self.root = root


def parse(declared: Operation, wire: Wire, *, ids: dict[str, Any]) -> Call[Any]:
    """Read a call of an operation from a request: who asks comes first.

    Raises:
        NotSignedIn: no bearer token of the right form.
        Malformed: not JSON, or an argument given twice or unknown.
        FieldErrors: body or query do not fit their schema.
        KeyMissing: the operation needs an Idempotency-Key.
    """
    token = None if declared.action == PUBLIC else _bearer(wire.authorization)
    call: Call[Any] = Call(
        body=_parse_body(declared, wire),
        query=_parse_query(declared, wire.arguments),
        ids=ids,
        token=token,
        database=cast("Database", current_app.extensions["database"]),
        wire=wire,
    )
    if declared.keyed:
        match = _KEY.fullmatch(wire.idempotency_key)
        if match is None:
            raise idempotency.KeyMissing()
        call.key = match[1]
    return call


def _parse_body(declared: Operation, wire: Wire) -> Body:
    if declared.body is None:
        return Nothing()
    if wire.mimetype != (FORM if declared.upload else "application/json"):
        raise Malformed()
    try:
        return declared.body.model_validate(wire.fields if declared.upload else orjson.loads(wire.raw))
    except orjson.JSONDecodeError:
        raise Malformed() from None
    except ValidationError as error:
        raise FieldErrors(error, "") from None


def _parse_query(declared: Operation, given: dict[str, list[str]]) -> Body | None:
    if any(len(values) > 1 for values in given.values()):
        raise Malformed()
    if declared.query is None:
        if given:
            raise Malformed()
        return None
    try:
        return declared.query.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        raise FieldErrors(error, "/query") from None


def _bearer(authorization: str) -> tuple[str, bytes]:
    scheme, _, token = authorization.partition(" ")
    match = _TOKEN.fullmatch(token)
    if scheme.lower() != "bearer" or match is None:
        raise NotSignedIn()
    return match[1], hashlib.sha256(token.encode()).digest()


def _resolve(declared: Operation, call: Call[Any], session: Session) -> None:
    if call.token is None:
        return
    resolve = cast("ResolveActor", current_app.extensions["resolve_actor"])
    actor = resolve(session, county_id=call.token[0], token_hash=call.token[1], now=call.now)
    if actor is None:
        raise NotSignedIn()
    if actor.session_ages:
        current_app.extensions["touch_session"](call.database, *call.token, now=call.now)
    if not actor.holds(declared.action):
        raise NotAllowed(action=declared.action)
    call._actor = actor
    call.county_id = getattr(call.query, "county_id", None) or actor.county_id


def _run_query(declared: Operation, function: Callable[[Call[Any]], Any], call: Call[Any]) -> Response:
    with call.database.session() as session:
        call._work = UnitOfWork(session=session, now=clock.utc_now())
        _resolve(declared, call, session)
        result = function(call)
        if session.new or session.dirty or session.deleted:
            raise AssertionError(f"{declared.name}: a read left changes behind")
        return _answer(declared, call, result)


def _prepare(declared: Operation, before: Callable[[Call[Any]], Any], call: Call[Any]) -> Response | None:
    """Do the step before a command for a caller who is known; return the earlier answer if the deed is done."""
    with call.database.session() as session:
        call._work = UnitOfWork(session=session, now=clock.utc_now())
        _resolve(declared, call, session)
        if declared.keyed:
            earlier = idempotency.find(
                session,
                county_id=call.actor.county_id,
                actor_id=call.actor.volunteer_id,
                key=call.key,
                fingerprint=call.fingerprint(),
            )
            if earlier is not None:
                return replayed(earlier.status, earlier.body)
    call._work = None
    call.prepared = before(call)
    return None


def _run_command(declared: Operation, function: Callable[[Call[Any]], Any], call: Call[Any]) -> Response:
    if declared.before is not None:
        earlier_answer = _prepare(declared, declared.before, call)
        if earlier_answer is not None:
            return earlier_answer
    with transaction(call.database, now=clock.utc_now()) as work:
        call._work = work
        _resolve(declared, call, work.session)
        if declared.keyed:
            earlier = idempotency.claim(
                work.session,
                county_id=call.actor.county_id,
                actor_id=call.actor.volunteer_id,
                key=call.key,
                fingerprint=call.fingerprint(),
            )
            if earlier is not None:
                return replayed(earlier.status, earlier.body)
        response = _answer(declared, call, function(call))
        if declared.keyed:
            idempotency.remember(
                work.session,
                county_id=call.actor.county_id,
                actor_id=call.actor.volunteer_id,
                key=call.key,
                fingerprint=call.fingerprint(),
                status=response.status_code,
                body=response.get_data(),
                now=work.now,
            )
    return response


def _run_hot(declared: Operation, function: Callable[[Call[Any]], Any], call: Call[Any]) -> Response:
    return _answer(declared, call, function(call))


_RUN: dict[str, Callable[[Operation, Callable[[Call[Any]], Any], Call[Any]], Response]] = {
    "query": _run_query,
    "command": _run_command,
    "hot": _run_hot,
    "outward": _run_hot,
}


PUBLIC_PAGES: set[Callable[..., Any]] = set()
"""Pages outside ``/v1`` that anybody may see; the guard test knows them by this."""

Page = TypeVar("Page", bound=Callable[..., Any])


def public_page(view: Page) -> Page:
    """Declare a page that anybody may see and that changes nothing."""
    PUBLIC_PAGES.add(view)
    return view


def signed_callback(view: Page) -> Page:
    """Declare a page outside ``/v1`` for one known sender, who proves herself by the signature of each request."""
    PUBLIC_PAGES.add(view)
    return view


def replayed(status: int, body: bytes) -> Response:
    """Return the stored answer of a deed that was already done."""
    response = Response(body, status=status, content_type="application/json")
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _answer(declared: Operation, call: Call[Any], result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=204, headers=call.headers)
    return Response(encoded(result), status=declared.status, content_type="application/json", headers=call.headers)


def encoded(result: Any) -> bytes:
    """Return what an endpoint function answered as JSON."""
    if isinstance(result, bytes):
        return result
    return orjson.dumps(result.model_dump(mode="json") if isinstance(result, BaseModel) else result)


def path_id(call: Call[Any], name: str) -> uuid.UUID:
    """Return an id from the path."""
    return cast("uuid.UUID", call.ids[name])
