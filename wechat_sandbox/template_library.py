"""The public library of message templates, and the templates an app has taken from it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wechat_sandbox.wire import ApiTable, Call, Refusal

KEYWORDS_MIN, KEYWORDS_MAX = 2, 5
SCENE_LIMIT = 15
OWN_TEMPLATES_MAX = 50
PAGE_LIMIT = 30
ONE_TIME = 2

EXAMPLES = {
    "thing": "河道清洁志愿活动",
    "number": "12.5",
    "character_string": "A20261128",
    "time": "2026年11月28日 09:00",
    "date": "2026年11月28日",
    "phrase": "已通过",
    "name": "张三",
    "phone_number": "138****0001",
}


@dataclass(frozen=True, slots=True)
class PublicTemplate:
    """One title of the public library with its keywords: (name, kind), numbered from 1."""

    tid: int
    title: str
    category: int
    keywords: tuple[tuple[str, str], ...]


CATEGORIES = {616: "预约/报名", 612: "兑换", 790: "街道居委"}


def _load() -> dict[int, PublicTemplate]:
    lines = (Path(__file__).parent / "template_library.tsv").read_text(encoding="utf-8").splitlines()
    library = {}
    for line in lines:
        if line.startswith("#"):
            continue
        tid, title, category, keywords = line.split("\t")
        pairs = tuple((name, kind) for name, _, kind in (word.partition(":") for word in keywords.split()))
        library[int(tid)] = PublicTemplate(int(tid), title, int(category), pairs)
    return library


LIBRARY = _load()

template_apis = ApiTable()


@template_apis.get("/wxaapi/newtmpl/getcategory")
def categories(call: Call) -> dict[str, Any]:
    """List the categories of the app."""
    return {"data": [{"id": number, "name": name} for number, name in CATEGORIES.items()]}


@template_apis.get("/wxaapi/newtmpl/getpubtemplatetitles")
def public_titles(call: Call) -> dict[str, Any]:
    """List the titles of the public library in the wanted categories."""
    try:
        wanted = [int(number) for number in call.query.get("ids", "").split(",")]
        start, limit = int(call.query["start"]), int(call.query["limit"])
    except (KeyError, ValueError):
        raise Refusal(40097) from None
    if not 0 < limit <= PAGE_LIMIT or start < 0:
        raise Refusal(40097)
    found = [item for item in LIBRARY.values() if item.category in wanted]
    page = [
        {"tid": item.tid, "title": item.title, "type": ONE_TIME, "categoryId": str(item.category)}
        for item in found[start : start + limit]
    ]
    return {"count": len(found), "data": page}


@template_apis.get("/wxaapi/newtmpl/getpubtemplatekeywords")
def public_keywords(call: Call) -> dict[str, Any]:
    """List the keywords of one title."""
    item = _library_entry(call.query.get("tid", ""))
    data = [
        {"kid": number, "name": name, "example": EXAMPLES[kind], "rule": kind}
        for number, (name, kind) in enumerate(item.keywords, start=1)
    ]
    return {"count": len(data), "data": data}


@template_apis.post("/wxaapi/newtmpl/addtemplate")
def add_template(call: Call) -> dict[str, Any]:
    """Take a title with two to five of its keywords into the app's own templates."""
    item = _library_entry(str(call.body.get("tid", "")))
    chosen = call.body.get("kidList")
    known = range(1, len(item.keywords) + 1)
    if not isinstance(chosen, list) or not KEYWORDS_MIN <= len(chosen) <= KEYWORDS_MAX:
        raise Refusal(200020, "kidList invalid")
    if any(number not in known for number in chosen) or len(set(chosen)) != len(chosen):
        raise Refusal(200020, "kidList invalid")
    if len(str(call.body.get("sceneDesc", ""))) > SCENE_LIMIT:
        raise Refusal(200021, "sceneDesc invalid")
    own = call.db.execute("SELECT title, fields FROM templates WHERE appid = ?", (call.app.appid,)).fetchall()
    if len(own) >= OWN_TEMPLATES_MAX:
        raise Refusal(200012, "template count exceeded")
    fields = fields_of(item, chosen)
    if any(row["title"] == item.title and json.loads(row["fields"]) == fields for row in own):
        raise Refusal(200022, "template already exists")
    template_id = call.sandbox.chance.text(43)
    call.db.execute(
        "INSERT INTO templates (id, appid, tid, title, type, content, example, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (template_id, call.app.appid, str(item.tid), item.title, ONE_TIME, *described(fields)),
    )
    return {"priTmplId": template_id}


@template_apis.get("/wxaapi/newtmpl/gettemplate")
def own_templates(call: Call) -> dict[str, Any]:
    """List the app's own templates; `content` shows the field names."""
    rows = call.db.execute("SELECT * FROM templates WHERE appid = ? ORDER BY rowid", (call.app.appid,)).fetchall()
    return {"data": [_own(row) for row in rows]}


@template_apis.post("/wxaapi/newtmpl/deltemplate")
def delete_template(call: Call) -> dict[str, Any]:
    """Remove one of the app's own templates."""
    gone = call.db.execute(
        "DELETE FROM templates WHERE id = ? AND appid = ?", (str(call.body.get("priTmplId", "")), call.app.appid)
    )
    if gone.rowcount == 0:
        raise Refusal(200014, "template_id invalid")
    return {}


def fields_of(item: PublicTemplate, chosen: list[int]) -> dict[str, dict[str, str]]:
    """Return the fields of a template made from the chosen keywords, named kind + number."""
    pairs = [(number, *item.keywords[number - 1]) for number in chosen]
    return {f"{kind}{number}": {"kind": kind, "label": label} for number, label, kind in pairs}


def described(fields: dict[str, dict[str, str]]) -> tuple[str, str, str]:
    """Return content, example and stored fields of a template."""
    content = "\n".join(f"{rule['label']}:{{{{{name}.DATA}}}}" for name, rule in fields.items())
    example = "\n".join(f"{rule['label']}:{EXAMPLES[rule['kind']]}" for rule in fields.values())
    return content, example, json.dumps(fields, ensure_ascii=False)


def _library_entry(tid: str) -> PublicTemplate:
    item = LIBRARY.get(int(tid)) if tid.isdigit() else None
    if item is None:
        raise Refusal(200014, "template_id invalid")
    return item


def _own(row: Any) -> dict[str, Any]:
    fields = json.loads(row["fields"])
    enums = [
        {"keywordCode": f"{name}.DATA", "enumValueList": rule["choices"]}
        for name, rule in fields.items()
        if rule.get("choices")
    ]
    own = {"priTmplId": row["id"], "title": row["title"], "content": row["content"], "example": row["example"]}
    return {**own, "type": row["type"], "keywordEnumValueList": enums}
