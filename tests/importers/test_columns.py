"""Declared columns: cells to values."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importers.cells import tidy_text
from app.importers.columns import Choice, Context, Flag, Integer, Key, Level, Name, Text
from app.importers.measures import Number
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError


def context() -> Context:
    notes: Counter[str] = Counter()
    return Context(StampReader(None, None, notes, declared=True), notes)


def one(column, cell: str):
    return column.compile(context(), "Header")([cell])[0]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_free_text_is_what_tidy_text_makes_of_it_apart_from_blanks_behind(cell):
    fast = one(Text("title", ("title",)), cell)
    slow = tidy_text(cell)
    assert (fast or "").rstrip() == (slow or "").rstrip()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("", None), ("?", None), ("#N/B", None), ("  ", None), ("NA", "NA"), ("None", "None"),
        ("'=1+1", "=1+1"), ("'-5", "-5"), ("'quoted'", "'quoted'"), ("000123", "000123"),
        ("{'display_value': 'Ann', 'link': 'x'}", "Ann"), ('{"value": "abc"}', "abc"),
        ("{'display_value': None}", None), ("{not a dict}", "{not a dict}"),
        ("{'__import__': 1}", "{'__import__': 1}"),
        ('{"value": 5, "metric": "cpu"}', '{"value": 5, "metric": "cpu"}'),
    ],
)  # fmt: skip
def test_text_values(cell, value):
    assert tidy_text(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1 - Critical", 1), ("3", 3), ("Moderate", 3), ("2 - Hoch", 2), ("", None)],
)
def test_levels_take_the_leading_digit_or_the_word(cell, value):
    assert one(Level("priority", ("priority",), choices={"moderate": 3}), cell) == value


def test_unknown_values_are_counted_once_a_row():
    shared = context()
    column = Choice("state", ("state",), choices={"new": "new"}, otherwise="unknown")
    convert = column.compile(shared, "State")
    assert convert(["New", "Odd", "odd ", "New", "Odd"]) == ["new", "unknown", "unknown", "new",
                                                             "unknown"]  # fmt: skip
    assert shared.notes == {"State\tOdd": 2, "State\todd": 1}


def test_an_unknown_value_can_be_kept_in_its_own_words():
    column = Choice("hold_reason", ("hold_reason",), choices={"1": "caller"}, keep=True)
    assert one(column, "Waiting for the moon ") == "Waiting for the moon"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,204", 1204), ("7.0", 7), ("-3", -3), ("", None), ("1,000,000", 1_000_000),
     ("12,34,567", 1_234_567)],
)  # fmt: skip
def test_integers(cell, value):
    assert one(Integer("n", ("n",)), cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("99.95", 99.95), ("99,95", 99.95), ("87,5 %", 87.5), ("1,204", 1204.0), ("-0,125", -0.125),
     ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("12,34,567", 1_234_567.0), ("", None)],
)  # fmt: skip
def test_numbers_with_a_decimal_point_or_comma(cell, value):
    assert one(Number("n", ("n",)), cell) == value


@pytest.mark.parametrize(
    ("cell", "value"), [("TRUE", True), ("0", False), ("n", False), ("", None)]
)
def test_flags(cell, value):
    assert one(Flag("f", ("f",)), cell) is value


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        (Integer("n", ("n",)), "1.5", "1.5 can't be read as a whole number"),
        (Integer("n", ("n",)), "1,5", "1,5 can't be read as a whole number"),
        (Number("n", ("n",)), "1,2,3", "1,2,3 can't be read as a number"),
        (Integer("n", ("n",)), "9" * 19, "can't be read as a whole number"),
        (Integer("n", ("n",)), "٣", "can't be read as a whole number"),
        (Flag("f", ("f",)), "maybe", "maybe can't be read as yes or no"),
        (Key("key", ("number",)), "", "Header is empty"),
        (Key("key", ("number",)), "  ", "Header is empty"),
        (Text("t", ("t",)), "x" * 1_000_001, "longer than 1,000,000"),
        (Name("t", ("t",)), "x" * 1_000_001, "longer than 1,000,000"),
    ],
)
def test_bad_cells_say_why(column, cell, words):
    with pytest.raises(BadValueError, match=words):
        one(column, cell)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "b ", " c", "?", ""]), max_size=40))
def test_remembered_names_equal_fresh_ones(cells):
    convert = Name("g", ("g",)).compile(context(), "Group")
    assert list(convert(cells)) == [tidy_text(cell) for cell in cells]
