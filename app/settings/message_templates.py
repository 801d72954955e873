"""The subscribe message templates of this mini-program: which purposes there are, and how a setting names one.

Ids and field names are given by the platform when the operator picks a template from its library, so they are
settings. The setting of a purpose is ``ID:field,field,…`` with a field of the template for every slot, in the order
of :data:`SLOTS`; ``-`` leaves a slot out.
"""

import re
from typing import NamedTuple

SLOTS: dict[str, dict[str, tuple[str, ...]]] = {
    "sign_up_result": {
        "activity": ("thing",),
        "result": ("phrase", "thing"),
        "starts": ("time", "date"),
        "place": ("thing",),
    },
    "activity_reminder": {
        "activity": ("thing",),
        "starts": ("time", "date"),
        "place": ("thing",),
        "hint": ("thing",),
    },
    "points_change": {
        "reason": ("thing",),
        "change": ("character_string", "number"),
        "balance": ("character_string", "number"),
        "at": ("time", "date"),
    },
    "redemption_result": {
        "goods": ("thing",),
        "order": ("character_string",),
        "state": ("phrase", "thing"),
        "note": ("thing",),
    },
}
"""Purpose → slot → kinds of field that can hold it (wechat.md §4.4)."""

LEFT_OUT = "-"
_TEMPLATE = re.compile(r"([A-Za-z0-9_-]{20,64}):([a-z_0-9,-]+)")
_FIELD = re.compile(r"([a-z_]+?)\d{1,2}")


class TemplateSetting(NamedTuple):
    """The template of one purpose: its id, and the field of the template for each slot that it has."""

    template_id: str
    fields: tuple[tuple[str, str], ...]


def read_template(purpose: str, value: str) -> TemplateSetting:
    """Return the template a setting names.

    Raises:
        ValueError: with the reason in Chinese.
    """
    found = _TEMPLATE.fullmatch(value)
    slots = SLOTS[purpose]
    if found is None:
        raise ValueError("应写成 模板编号:字段,字段,…")
    names = found[2].split(",")
    if len(names) != len(slots):
        raise ValueError(f"应有 {len(slots)} 个字段（{'、'.join(slots)}），没有的写 {LEFT_OUT}")
    fields = []
    for (slot, kinds), name in zip(slots.items(), names, strict=True):
        if name == LEFT_OUT:
            continue
        kind = _FIELD.fullmatch(name)
        if kind is None or kind[1] not in kinds:
            raise ValueError(f"{slot} 应是 {'、'.join(kinds)} 类的字段，现在是“{name}”")
        fields.append((slot, name))
    if not fields or len({name for _, name in fields}) != len(fields):
        raise ValueError("至少一个字段，每个字段只用一次")
    return TemplateSetting(found[1], tuple(fields))
