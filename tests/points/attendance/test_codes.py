from __future__ import annotations

import datetime as dt
import json
import random
import re
import string
import uuid
from pathlib import Path

import pytest

from points.attendance.alphabet import LETTERS
from points.attendance.codes import (
    CheckInCode,
    check_in_code,
    derive_activity_key,
    derive_personal_key,
    parse_check_in_code,
    parse_personal_code,
    personal_code,
    spoken_code,
    verify_check_in_code,
    verify_personal_code,
    verify_spoken_code,
)
from points.attendance.printed import (
    CodeKind,
    kind_of,
    new_paper_card,
    parse_paper_card,
    parse_poster,
    poster_code,
    verify_poster,
)
from points.attendance.refusals import (
    CodeExpired,
    CodeForged,
    CodeForOtherActivity,
    CodeMalformed,
    SpokenCodeWrong,
)

MASTER = bytes(range(32))
COUNTY = "450222"
SHORT_ID = "7QT2M9KX"
VOLUNTEER = uuid.UUID("0192f0c1-7b1e-7abc-8def-0123456789ab")
KEY = derive_activity_key(MASTER, county_id=COUNTY, short_id=SHORT_ID)
PERSONAL_KEY = derive_personal_key(MASTER, county_id=COUNTY, volunteer_id=VOLUNTEER)
AT = dt.datetime(2026, 11, 21, 0, 30, 0, tzinfo=dt.UTC)
KNOWN_ANSWERS = Path(__file__).with_name("known_answers.json")
QR_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]{1,64}")


def verify(text: str, at: dt.datetime, *, county_id: str = COUNTY, short_id: str = SHORT_ID, key: bytes = KEY) -> None:
    verify_check_in_code(parse_check_in_code(text), key=key, county_id=county_id, short_id=short_id, at=at)


def later(seconds: int) -> dt.datetime:
    return AT + dt.timedelta(seconds=seconds)


def test_codes_when_made_from_known_inputs_then_are_the_known_answers():
    known = json.loads(KNOWN_ANSWERS.read_text(encoding="utf-8"))
    personal = personal_code(PERSONAL_KEY, county_id=COUNTY, volunteer_id=VOLUNTEER, at=AT)

    assert (MASTER.hex(), KEY.hex(), LETTERS) == (known["master_hex"], known["activity_key_hex"], known["letters"])
    assert check_in_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT) == known["check_in"]
    assert spoken_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT) == known["spoken"]
    assert personal == known["personal"]
    assert poster_code(KEY, county_id=COUNTY, short_id=SHORT_ID) == known["poster"]


@pytest.mark.parametrize(("seconds", "fresh"), [(-16, False), (-15, True), (0, True), (29, True), (30, False)])
def test_check_in_code_when_a_step_away_then_passes_and_two_steps_away_is_expired(seconds, fresh):
    text = check_in_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT)

    if fresh:
        verify(text, later(seconds))
    else:
        with pytest.raises(CodeExpired) as refusal:
            verify(text, later(seconds))
        assert refusal.value.params == {"seconds_off": 30 if seconds > 0 else -30}


def test_check_in_code_when_of_another_activity_or_county_then_says_so():
    text = check_in_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT)

    for place in ({"short_id": "AAAA"}, {"county_id": "450200"}):
        with pytest.raises(CodeForOtherActivity):
            verify(text, AT, **place)


def test_check_in_code_when_made_with_another_key_then_is_forged_however_old():
    other = derive_activity_key(MASTER, county_id=COUNTY, short_id="AAAA")
    text = check_in_code(other, county_id=COUNTY, short_id=SHORT_ID, at=later(-3600))

    with pytest.raises(CodeForged):
        verify(text, AT)


def test_check_in_code_when_any_character_is_changed_then_is_never_accepted():
    text = check_in_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT)

    for place in range(len(text)):
        for letter in string.printable:
            edited = text[:place] + letter + text[place + 1 :]
            if edited != text:
                with pytest.raises((CodeMalformed, CodeForged)):
                    verify(edited, AT)


def test_spoken_code_when_typed_within_a_step_then_passes_and_later_is_expired_or_wrong():
    digits = spoken_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT)
    place = {"key": KEY, "county_id": COUNTY, "short_id": SHORT_ID}

    step = verify_spoken_code(digits, at=later(29), **place)

    assert step == int(AT.timestamp()) // 15
    with pytest.raises(CodeExpired):
        verify_spoken_code(digits, at=later(31), **place)
    with pytest.raises(SpokenCodeWrong):
        verify_spoken_code(digits, at=later(3600), **place)


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "１２３４５６", "12345a", "12345\n", "-12345"])
def test_spoken_code_when_not_six_digits_then_is_malformed(digits):
    with pytest.raises(CodeMalformed):
        verify_spoken_code(digits, key=KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT)


def test_personal_code_when_fresh_then_names_its_volunteer_and_step():
    code = parse_personal_code(personal_code(PERSONAL_KEY, county_id=COUNTY, volunteer_id=VOLUNTEER, at=AT))

    verify_personal_code(code, key=PERSONAL_KEY, at=later(59))

    assert (code.county_id, code.volunteer_id, code.step) == (COUNTY, VOLUNTEER, int(AT.timestamp()) // 30)
    with pytest.raises(CodeExpired):
        verify_personal_code(code, key=PERSONAL_KEY, at=later(60))
    with pytest.raises(CodeForged):
        verify_personal_code(code, key=KEY, at=AT)


def test_codes_when_of_one_kind_then_are_never_taken_for_another():
    shown = check_in_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT)
    personal = personal_code(KEY, county_id=COUNTY, volunteer_id=VOLUNTEER, at=AT)
    poster = poster_code(KEY, county_id=COUNTY, short_id=SHORT_ID)
    card = new_paper_card(COUNTY, entropy=bytes(10)).code

    assert [kind_of(text) for text in (shown, personal, poster, card)] == [
        CodeKind.CHECK_IN,
        CodeKind.PERSONAL,
        CodeKind.POSTER,
        CodeKind.CARD,
    ]
    spliced = CheckInCode(COUNTY, SHORT_ID, int(AT.timestamp()) // 15, poster[-16:])
    with pytest.raises(CodeForged):
        verify_check_in_code(spliced, key=KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT)


def test_codes_when_shown_as_qr_then_are_short_and_alphanumeric():
    texts = [
        check_in_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT),
        personal_code(KEY, county_id=COUNTY, volunteer_id=VOLUNTEER, at=AT),
        poster_code(KEY, county_id=COUNTY, short_id=SHORT_ID),
        new_paper_card(COUNTY, entropy=b"\xff" * 10).code,
    ]

    assert [text for text in texts if QR_ALPHANUMERIC.fullmatch(text) is None] == []
    assert len(texts[2]) == 32
    assert not set("ILOU") & set(LETTERS)


@pytest.mark.parametrize("text", ["", "x", "http://example.com", "Ｐ.450222", "²"])
def test_kind_when_the_text_is_none_of_ours_then_is_malformed(text):
    with pytest.raises(CodeMalformed):
        kind_of(text)


def test_poster_when_its_signature_is_wrong_then_is_forged():
    text = poster_code(KEY, county_id=COUNTY, short_id=SHORT_ID)

    verify_poster(parse_poster(text), key=KEY)

    with pytest.raises(CodeForged):
        verify_poster(parse_poster(text.replace(SHORT_ID, "7QT2M9KY")), key=KEY)


def test_paper_card_when_typed_carelessly_then_is_understood():
    card = new_paper_card(COUNTY, entropy=bytes.fromhex("00000840108421084210"))
    typed = card.code.lower().replace("0", "o").replace("1", "l")

    assert parse_paper_card(f" {typed} ") == card
    assert parse_paper_card(card.code) == card


def test_paper_card_when_a_letter_is_wrong_or_two_are_swapped_then_is_malformed():
    text = new_paper_card(COUNTY, entropy=bytes.fromhex("0123456789abcdef0123")).code
    secret = range(9, 25)
    wrong = [text[:place] + letter + text[place + 1 :] for place in secret for letter in LETTERS]
    swapped = [text[:p] + text[p + 1] + text[p] + text[p + 2 :] for p in secret[:-1]]

    for mistyped in {*wrong, *swapped} - {text}:
        with pytest.raises(CodeMalformed):
            parse_paper_card(mistyped)


def test_codes_when_a_hundred_thousand_values_are_tried_then_none_is_accepted_and_only_refusals_come():
    chance = random.Random(20261121)
    genuine = [
        check_in_code(KEY, county_id=COUNTY, short_id=SHORT_ID, at=AT),
        personal_code(PERSONAL_KEY, county_id=COUNTY, volunteer_id=VOLUNTEER, at=AT),
        poster_code(KEY, county_id=COUNTY, short_id=SHORT_ID),
        new_paper_card(COUNTY, entropy=bytes(10)).code,
    ]
    accepted = [text for text in (_mangled(chance, genuine) for _ in range(100_000)) if _is_accepted(text)]

    assert [text for text in genuine if not _is_accepted(text)] == []
    assert [text for text in accepted if _canonical(text) not in genuine] == []


def _canonical(text: str) -> str:
    """A card may be written in small letters or with spaces; it is still the same card."""
    try:
        return parse_paper_card(text).code
    except CodeMalformed:
        return text


def _is_accepted(text: str) -> bool:
    try:
        kind = kind_of(text)
        if kind is CodeKind.CHECK_IN:
            verify(text, AT)
        elif kind is CodeKind.PERSONAL:
            verify_personal_code(parse_personal_code(text), key=PERSONAL_KEY, at=AT)
        elif kind is CodeKind.POSTER:
            verify_poster(parse_poster(text), key=KEY)
        else:
            parse_paper_card(text)
    except (CodeMalformed, CodeForged, CodeExpired, CodeForOtherActivity):
        return False
    return True


def _mangled(chance: random.Random, genuine: list[str]) -> str:
    """An edited genuine code, a well-shaped invented one, or plain noise; never a card that is right by luck."""
    text = chance.choice(genuine)
    way = chance.randrange(5)
    if way == 0:
        return "".join(chr(chance.choice((chance.randrange(128), chance.randrange(0x110000)))) for _ in range(40))
    if way == 1:
        mac = "".join(chance.choices(LETTERS, k=16))
        return f"{text[:-16]}{mac}" if not text.startswith("K") else f"{text[:-2]}{'ZZ'}"
    if way == 2:
        place = chance.randrange(len(text))
        return text[:place] + chance.choice(string.printable) + text[place + 1 :]
    if way == 3:
        start, end = sorted(chance.sample(range(len(text) + 1), 2))
        return text[:start] + text[end:]
    return text[: chance.randrange(len(text))] + chance.choice(genuine)[chance.randrange(len(text)) % 20 :]
