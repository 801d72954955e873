"""Pickup codes (取货码): made from the order's id and a key, shown again at will, kept only as a hash."""

from __future__ import annotations

import uuid

from app.core.crypto import FieldCipher
from points.attendance.alphabet import BITS_PER_LETTER, as_meant, to_letters

LETTERS_PER_CODE = 8
DRAWS_MAX = 3
"""How often another order id is drawn when a code was used before at a pickup point; once in 10⁸ orders."""


def pickup_code(cipher: FieldCipher, *, county_id: str, order_id: uuid.UUID) -> str:
    """Return the eight letters (40 bits) that stand for an order; only the holder of the key can compute them."""
    digest = cipher.lookup_hash(f"{county_id}:{order_id}", field="pickup_code.letters")
    bits = LETTERS_PER_CODE * BITS_PER_LETTER
    return to_letters(int.from_bytes(digest) >> (len(digest) * 8 - bits), length=LETTERS_PER_CODE)


def code_hash(cipher: FieldCipher, *, county_id: str, code: str) -> bytes:
    """Return the stored form of a code as typed: keyed, because 40 bits could be tried out."""
    return cipher.lookup_hash(f"{county_id}:{as_meant(code)}", field="pickup_code.stored")
