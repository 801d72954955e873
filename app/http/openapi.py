"""The OpenAPI 3.1 document, generated from the declared operations and their pydantic shapes with apispec."""

from __future__ import annotations

import re
from collections import defaultdict
from http import HTTPStatus
from typing import Any

from apispec import APISpec
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.core.actor import NotAllowed
from app.core.db import Busy
from app.core.idempotency import InProgress, KeyMissing
from app.core.messages import message
from app.core.permissions import ALLOWED, PUBLIC
from app.http.endpoint import OPERATIONS, Operation
from app.http.problems import Malformed, NotSignedIn, TemporarilyUnavailable, status_of
from app.http.wire import FORM
from points.errors import Invalid, KeyReused, PointsError

REF = "#/components/schemas/{model}"
_CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
_TAGS = {
    "home": "首页",
    "identity": "登录与人员",
    "households": "家庭与代办",
    "relocations": "跨县迁移",
    "privacy": "告知与同意",
    "personal_data": "本人信息",
    "places": "地方与示范点",
    "teams": "志愿服务队",
    "messages": "消息",
    "content": "内容审查",
    "activities": "活动与报名",
    "attendance": "签到签退",
    "hours": "工时与审核",
    "disclosure": "公示",
    "ranking": "服务榜",
    "ledger": "积分账",
    "redemption": "物资与兑换",
}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "params"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "params": {"type": "object", "additionalProperties": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def document(server_url: str) -> dict[str, Any]:
    """Return the whole OpenAPI 3.1 document."""
    spec = APISpec(
        title="环保妈妈志愿服务积分",
        version="1.0.0",
        openapi_version="3.1.0",
        info={"description": "工时 × 难度 = 积分；积分按期兑换爱心物资。所有错误都是 RFC 9457 问题文档，中文说明。"},
        servers=[{"url": server_url}],
        tags=[{"name": name, "description": title} for name, title in _TAGS.items()],
    )
    spec.components.security_scheme(
        "session", {"type": "http", "scheme": "bearer", "description": "登录后得到的不透明令牌"}
    )
    spec.components.schema("Problem", PROBLEM_SCHEMA)
    for name, schema in _schemas().items():
        spec.components.schema(name, schema)
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for declared in OPERATIONS:
        paths[_CONVERTER.sub(r"{\2}", declared.path)][declared.method.lower()] = _operation(declared)
    for path in sorted(paths):
        spec.path(path=path, operations=paths[path])
    built: dict[str, Any] = spec.to_dict()
    return built


def refusals_of(declared: Operation) -> list[type[PointsError]]:
    """Return every refusal an operation may answer with: its own and those of its kind."""
    found: list[type[PointsError]] = [*declared.refusals, Malformed, TemporarilyUnavailable]
    if declared.body is not None or declared.query is not None:
        found.append(Invalid)
    if declared.action != PUBLIC:
        found += [NotSignedIn, NotAllowed]
    if declared.keyed:
        found += [KeyMissing, KeyReused, InProgress]
    if declared.method != "GET":
        found.append(Busy)
    return sorted(set(found), key=lambda kind: (int(status_of(kind)), kind.code))


def _schemas() -> dict[str, Any]:
    shapes: list[tuple[type[BaseModel], Any]] = []
    for declared in OPERATIONS:
        if declared.body is not None:
            shapes.append((declared.body, "validation"))
        if declared.returns is not None:
            shapes.append((declared.returns, "serialization"))
    _, definitions = models_json_schema(list(dict.fromkeys(shapes)), ref_template=REF)
    found: dict[str, Any] = definitions.get("$defs", {})
    return found


def _name(shape: type[BaseModel]) -> str:
    return re.sub(r"[^a-zA-Z0-9.\-_]", "_", shape.__name__)


def _operation(declared: Operation) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operationId": declared.name,
        "summary": declared.summary,
        "description": f"{declared.description}\n\n{_policy_note(declared.action)}",
        "tags": [declared.tag],
        "parameters": _parameters(declared),
        "responses": _responses(declared),
        "x-action": declared.action,
    }
    if declared.action != PUBLIC:
        written["security"] = [{"session": []}]
    if declared.body is not None:
        media: dict[str, Any] = {"schema": {"$ref": REF.format(model=_name(declared.body))}}
        if declared.example is not None:
            media["example"] = declared.example
        kind = FORM if declared.upload else "application/json"
        written["requestBody"] = {"required": True, "content": {kind: media}}
    return written


def _policy_note(action: str) -> str:
    if action == PUBLIC:
        return "谁可以用：所有人，不用登录。"
    roles = "、".join(
        f"{message('role.' + role)}（{message('relation.' + relation)}）" for role, relation in ALLOWED[action].items()
    )
    return f"谁可以用：{roles}。"


def _parameters(declared: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for converter, name in _CONVERTER.findall(declared.path):
        schema = {"type": "string", "format": "uuid"} if converter == "uuid" else {"type": "string"}
        if converter == "int":
            schema = {"type": "integer"}
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    if declared.query is not None:
        shape = declared.query.model_json_schema(ref_template=REF)
        for name, schema in shape["properties"].items():
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "required": name in shape.get("required", []),
                    "schema": _inline(schema, shape),
                }
            )
    if declared.keyed:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "客户端生成的提交编号；同一编号重发多少次都只算一次。",
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9_:.-]{8,80}$"},
            }
        )
    return found


def _inline(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: dict[str, Any] = shape["$defs"][reference.rsplit("/", 1)[1]]
    return resolved


def _responses(declared: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": declared.summary}
    if declared.returns is not None:
        media: dict[str, Any] = {"schema": {"$ref": REF.format(model=_name(declared.returns))}}
        if declared.answer is not None:
            media["example"] = declared.answer
        success["content"] = {"application/json": media}
    is_file = declared.media != "application/json"
    if is_file:
        success["content"] = {declared.media: {"schema": {"type": "string", "format": "binary"}}}
    nothing = declared.returns is None and not is_file
    responses: dict[str, Any] = {str(204 if nothing else declared.status): success}
    by_status: dict[int, list[type[PointsError]]] = defaultdict(list)
    for kind in refusals_of(declared):
        by_status[int(status_of(kind))].append(kind)
    for status, kinds in by_status.items():
        responses[str(status)] = {
            "description": "；".join(f"`{kind.code}` {message(kind.code + '.title')}" for kind in kinds),
            "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
        }
    if "404" not in responses and "<" in declared.path:
        responses["404"] = {
            "description": HTTPStatus.NOT_FOUND.phrase,
            "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
        }
    return responses
