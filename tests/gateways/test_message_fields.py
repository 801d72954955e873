"""Whatever is put in, fit_field makes a value the platform accepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gateways.message_fields import fit_field
from wechat_sandbox.validators import is_valid, kind_of

FITTED = ("thing1", "phrase2", "character_string3", "name4", "phone_number5")


@pytest.mark.parametrize("field", FITTED)
@given(text=st.text(max_size=80))
def test_value_when_fitted_then_the_platform_accepts_it(field, text):
    assert is_valid(kind_of(field), fit_field(field, text))


@pytest.mark.parametrize(
    ("field", "text", "fitted"),
    [
        ("thing1", "河道清洁", "河道清洁"),
        ("thing1", "字" * 21, "字" * 19 + "…"),
        ("thing1", "第一行\n第二行", "第一行 第二行"),
        ("thing1", "", "无"),
        ("character_string2", "+12.50 分", "+12.50"),
        ("character_string2", "积分", "-"),
        ("phrase3", "审核已经通过了", "审核已经通"),
        ("time4", "2026年11月28日 09:00", "2026年11月28日 09:00"),
    ],
)
def test_value_when_fitted_then_keeps_what_it_can(field, text, fitted):
    assert fit_field(field, text) == fitted
