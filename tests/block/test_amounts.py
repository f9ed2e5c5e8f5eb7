"""Numbers as people type them, read in the notation of the page's language."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from okr_xblock.views.amounts import AmountField, format_amount

READ = [
    # language, typed, read
    ("en", "1290", "1290"),
    ("en", "1,290.5", "1290.5"),
    ("en", "1 290.5", "1290.5"),
    ("en", "1,290", "1290"),
    ("en", "1.290", "1.290"),
    ("en", "1,234,567.25", "1234567.25"),
    ("en", "0.5", "0.5"),
    ("en", "-3", "-3"),
    ("en", "−3", "-3"),  # the typographic minus
    ("en", "+3", "3"),
    ("en", "  42  ", "42"),
    ("en", "007", "7"),
    ("en", "-0", "0"),
    ("en", "1.500000000", "1.5"),
    ("en", "9999999999999.999999", "9999999999999.999999"),
    ("es", "1290,5", "1290.5"),
    ("es", "1.290,5", "1290.5"),
    ("es", "1 290,5", "1290.5"),
    ("es", "1\u00a0290,5", "1290.5"),
    ("es", "1\u202f290,5", "1290.5"),
    ("es", "1.290", "1290"),
    ("es", "1.5", "1.5"),
    ("es", "−1.234.567,25", "-1234567.25"),
    ("de", "1.290,5", "1290.5"),
    ("ar", "1290", "1290"),
    ("ar", "١٢", "12"),
    ("ar", "١٬٢٩٠٫٥", "1290.5"),
    ("ar", "-١٢٫٥", "-12.5"),
    ("fa", "۱۲", "12"),
]

REFUSED = [
    ("en", "١٢"),
    ("en", "1,29,0"),
    ("en", "1.2.3"),
    ("en", "1,290 000"),
    ("es", "1,290,5"),
    ("en", "1" * 5000 + ",5"),
    ("ar", "۱۲"),
    ("ar", "१२"),
    *(("en", text) for text in ("1e5", "1E5", "1e400", "nan", "NaN", "sNaN", "inf", "-Infinity", "0x1F", "1_000")),
    *(("en", text) for text in (".5", "5.", "-", "+-1", "1 2", "½", "²", "１２", "5%", "$5", "five", "1\n2", "\x00")),
]

OTHER_NOTATION = [
    # language, typed, meant
    ("en", "1,5", "1.5"),
    ("en", "-1,5", "-1.5"),
    ("en", "12,90", "12.9"),
    ("en", "1.290,5", "1290.5"),
    ("en", "1 290,5", "1290.5"),
    ("es", "1,290.5", "1290.5"),
    ("ar", "12,290.5", "12290.5"),
    ("de", "1,290.5", "1290.5"),
]

TOO_LONG = ["100000000000000", "9" * 5000, "0.0000001", "-1.2345678", "0." + "1" * 5000]


@pytest.mark.parametrize(("language", "typed", "read"), READ)
def test_a_number_is_read_in_the_notation_of_the_language(language, typed, read):
    with translation.override(language):
        assert AmountField().clean(typed) == Decimal(read)


@pytest.mark.parametrize(("language", "typed"), REFUSED)
def test_what_nobody_writes_in_this_language_is_no_number(language, typed):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        AmountField().clean(typed)
    assert refused.value.code == "invalid"


@pytest.mark.parametrize(("language", "typed", "meant"), OTHER_NOTATION)
def test_another_languages_decimal_sign_is_answered_with_how_it_is_written_here(language, typed, meant):
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            AmountField().clean(typed)
        assert refused.value.params == {"number": format_amount(Decimal(meant))}
        assert AmountField().clean(refused.value.params["number"]) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1,5", "Do you mean 1.5? Then please write it like that."),
        ("1.290,5", "Do you mean 1,290.5? Then please write it like that."),
    ],
)
def test_what_may_be_meant_is_said_in_a_sentence(typed, told):
    with pytest.raises(ValidationError) as refused:
        AmountField().clean(typed)
    assert refused.value.messages == [told]


@pytest.mark.parametrize("language", ["es", "ar"])
def test_where_a_comma_is_the_decimal_sign_it_is_read_as_one(language):
    with translation.override(language):
        assert AmountField().clean("1,5") == Decimal("1.5")


@pytest.mark.parametrize("typed", TOO_LONG)
def test_a_number_that_no_column_holds_is_too_long(typed):
    with pytest.raises(ValidationError) as refused:
        AmountField().clean(typed)
    assert refused.value.code == "too_long"


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_nothing_typed_is_no_number_and_no_mistake(typed):
    assert AmountField(required=False).clean(typed) is None


@pytest.mark.parametrize(("typed", "fits"), [("100", True), ("33.33", True), ("1000", False), ("33.333", False)])
def test_a_field_may_take_less(typed, fits):
    field = AmountField(digits=3, places=2)
    if fits:
        assert field.clean(typed) == Decimal(typed)
    else:
        with pytest.raises(ValidationError):
            field.clean(typed)


@pytest.mark.parametrize("language", ["en", "es", "ar", "de", "fr", "fa", "hi"])
@pytest.mark.parametrize("value", ["0", "-5", "1290", "1290.5", "-1234567.25", "0.000001", "9999999999999.999999"])
def test_what_is_shown_can_be_typed_back(language, value):
    with translation.override(language):
        assert AmountField().clean(format_amount(Decimal(value))) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), ("1290.500000", "1,290.5"), ("100", "100"), ("1E+3", "1,000"), ("0.000000", "0")]
)
def test_an_amount_is_shown_without_what_does_not_matter(value, shown):
    assert format_amount(None if value is None else Decimal(value)) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "-12"), ("es", "-12"), ("ar", "\u200e-12")])
def test_a_minus_stays_before_its_number_where_one_reads_from_right_to_left(language, shown):
    with translation.override(language):
        assert format_amount(Decimal(-12)) == shown
