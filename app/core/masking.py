"""What outsiders may see of a name or a phone number (脱敏)."""

from __future__ import annotations


def masked_name(name: str) -> str:
    """Return a name with its middle hidden: 李小芳 → 李*芳, 李芳 → 李*, 阿依·古丽 → 阿***丽."""
    if len(name) <= 1:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def masked_phone(phone: str) -> str:
    """Return a phone number with only its last four digits: 13800001234 → *******1234."""
    return "*" * max(len(phone) - 4, 0) + phone[-4:]
