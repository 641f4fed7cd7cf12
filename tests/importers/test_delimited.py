"""Delimited text: what was written comes back; what a quote swallowed is refused."""

import csv
import io
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importers.delimited import DELIMITERS, Delimited, ends_in_quote, holds_rows, vote
from app.importers.encoding import Packed
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.making import HEADER, accounted, export, line, tickets, write

CELLS = st.text(alphabet=string.ascii_letters + string.digits + " \"\n'=äß", max_size=12)
TABLES = st.integers(3, 8).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12)
)


@settings(max_examples=80, deadline=None)
@given(TABLES, st.sampled_from(DELIMITERS))
def test_rows_come_back_as_written(tmp_path_factory, table, delimiter):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    path = write(tmp_path_factory.mktemp("t"), "t.csv", text.getvalue())
    blocks = list(Delimited(Packed(path), "utf-8", Options(delimiter=delimiter)).blocks())
    assert [row for block in blocks for row in block.rows] == table
    starts = [number for block in blocks for number in block.numbers()]
    written = text.getvalue().split("\n")
    expected, at = [], 1
    for row in table:
        expected.append(at)
        at += 1 + sum(cell.count("\n") for cell in row)
    assert starts == expected
    assert at == len(written)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DELIMITERS), st.integers(3, 9), st.integers(1, 30))
def test_the_delimiter_that_is_used_wins_the_vote(delimiter, width, rows):
    others = [each for each in DELIMITERS if each != delimiter]
    cells = [f"a{others[n % 4]}b" if n == 1 else f"cell {n}" for n in range(width)]
    lines = [delimiter.join(cells) + "\n"] * rows
    assert vote(lines) == delimiter


@pytest.mark.parametrize("close", [9, 40, 502])
def test_a_stray_quote_that_closes_later_is_refused_by_line(tmp_path, close):
    lines = export().splitlines(keepends=True)
    lines[6] = lines[6].replace("Printer", '"Printer')
    lines[close - 1] = lines[close - 1].replace("offline", 'offline"')
    path = write(tmp_path, "stray.csv", "".join(lines))
    with pytest.raises(AppError, match=f"line 7 opens a quote that closes on line {close}"):
        tickets(path)


def test_a_quote_that_never_closes_is_refused_by_line(tmp_path):
    lines = export(6000).splitlines(keepends=True)
    lines[4321] = lines[4321].replace("Printer", '"Printer')
    path = write(tmp_path, "open.csv", "".join(lines))
    with pytest.raises(AppError, match="line 4322 opens a quote that never closes"):
        tickets(path)


def test_line_breaks_inside_cells_are_kept_and_rows_numbered_by_line(tmp_path):
    text = "\n".join(
        [
            HEADER,
            line(1, '"first line\nsecond, with comma\r\nthird"'),
            line(2),
            "INC9,short",
            line(3, at="yesterday"),
        ]
    )
    reading, rows = tickets(write(tmp_path, "breaks.csv", text))
    assert rows[0]["title"] == "first line\nsecond, with comma\r\nthird"
    assert [(reject.row, reject.reason) for reject in reading.rejects] == [
        (6, "The row has 2 cells, the header 8"),
        (7, "yesterday can't be read as a date and time"),
    ]
    assert accounted(reading, len(rows))


@pytest.mark.parametrize("rows", [3999, 4000, 4001, 8000])
def test_block_borders_lose_nothing(tmp_path, rows):
    reading, found = tickets(write(tmp_path, "border.csv", export(rows)))
    assert len(found) == reading.rows_read == rows


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
def test_any_line_end_and_none(tmp_path, end):
    text = export(3).rstrip("\n").replace("\n", end or "\n") + end
    reading, rows = tickets(write(tmp_path, "ends.csv", text))
    assert [row["key"] for row in rows] == ["INC0000001", "INC0000002", "INC0000003"]
    assert reading.rows_read == 3


@pytest.mark.parametrize(
    "cell",
    ['x"' * 500_001, '"' + "y" * 1_000_001 + '"', '"' + "word\n" * 300_000 + '"'],
    ids=["bare", "quoted", "many-lines"],
)
def test_a_cell_without_end_costs_its_row_only(tmp_path, cell):
    text = "\n".join([HEADER, line(1), line(2, cell), line(3)]) + "\n"
    reading, rows = tickets(write(tmp_path, "endless.csv", text))
    assert [row["key"] for row in rows] == ["INC0000001", "INC0000003"]
    assert [(each.row, each.reason) for each in reading.rejects] == [
        (3, "A cell is longer than 1,000,000 characters")
    ]
    assert accounted(reading, 2)


def test_an_open_quote_before_a_cell_without_end_is_still_named(tmp_path):
    lines = export(30_000).splitlines(keepends=True)
    lines[20] = lines[20].replace("Printer", '"Printer')
    with pytest.raises(AppError, match="line 21 opens a quote"):
        tickets(write(tmp_path, "open.csv", "".join(lines)))


def test_a_sep_line_and_a_banner_are_not_rows(tmp_path):
    semicolons = export(5).replace(",", ";")
    for text in (f"sep=;\n{semicolons}", f"Open incidents\n\n{export(5)}"):
        reading, rows = tickets(write(tmp_path, "top.csv", text))
        assert len(rows) == reading.rows_read == 5


def test_equal_headers_are_not_merged(tmp_path):
    text = (
        "number,opened_at,short_description,state,state\nINC0000001,2026-01-05 10:00,x,New,Closed\n"
    )
    reading, rows = tickets(
        write(tmp_path, "twice.csv", text.replace("short", "caller_id,short", 0))
    )
    assert reading.recognised.header.count("state") == 2
    assert rows[0]["state"] == "new"
    assert reading.warnings == ["The column “state” occurs more than once; the first is used."]


def test_holds_rows_leaves_prose_alone():
    assert not holds_rows("Hello,\n\nplease, when you can, look\nat it, thanks", ",", 8)
    assert holds_rows("x\nINC0000002,a\nINC0000003,b", ",", 2)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet='a,"\n ', max_size=8), min_size=1, max_size=4), st.booleans())
def test_an_open_cell_is_seen_as_open(cells, left_open):
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="").writerow(cells)
    written = text.getvalue()
    assert ends_in_quote(written[:-1] if left_open else written, ",") is left_open
