"""Our own templates: every kind, recognised, and written and read back without loss."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from app.importers import IMPORTERS, identify
from app.importers.columns import Choice, Flag, Integer, Stamp
from app.importers.measures import Duration, Number
from app.importers.sheets import open_sheet
from app.importers.tower.registers import REGISTERS, Register
from app.models.errors import AppError
from app.models.records import Options
from app.models.results import FileResult
from app.services.import_job import ImportJob, run_job
from app.services.templates import template, template_csv, template_kinds, write_template
from app.services.tower import Tower, open_tower

NASTY = (
    "=SUM(A1)", "'quoted'", "'=1", "  blanks around  ", "?", "NULL", "NA", "00012", "1e5",
    "two\nlines", '{"value": "x"}', "@at", "ÄÖ\u202eabc", '"', ";,|\t.", "-5", "true",
)  # fmt: skip
KINDS = [register.kind for register in REGISTERS]


def tower_at(path: Path) -> Tower:
    return open_tower(path, now=1_800_000_000, report_zone="UTC")


def bring(tower: Tower, path: Path) -> FileResult:
    """The import of a file in this process: what the child does."""
    job = ImportJob(tower.path, path, str(path), Options(), None, tower.now(), tower.now(), "Tess",
                    demo=False, dry_run=False)  # fmt: skip
    return run_job(job, lambda _done, _total: None)


def cells(register: Register, row: int) -> list[str]:
    """One record with a different text in every field."""
    made = []
    for place, column in enumerate(register.columns):
        if isinstance(column, Choice):
            words = sorted({str(word) for word in column.choices.values()})
            made.append(words[row % len(words)])
        elif isinstance(column, Stamp):
            made.append(f"2026-11-{1 + row:02}T{place % 24:02}:30:00Z")
        elif isinstance(column, Flag):
            made.append("yes" if row % 2 else "no")
        elif isinstance(column, (Integer, Duration)):
            made.append(str(row + 1))
        elif isinstance(column, Number):
            made.append(f"{row}.5")
        else:
            words = NASTY[(row + place) % len(NASTY)]
            made.append(f"{words}{row}" if column.required or place == 0 else words)
    return made


def written(path: Path, register: Register, rows: list[list[str]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(register.names)
    escaped = [[f"'{c}" if c[:1] in "=+-@\t'" and c else c for c in row] for row in rows]
    writer.writerows(escaped)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


@pytest.mark.parametrize("register", REGISTERS, ids=KINDS)
def test_what_is_written_is_what_is_read(register: Register, tmp_path: Path) -> None:
    rows = [cells(register, row) for row in range(len(NASTY))]
    first = tower_at(tmp_path / "a.db")
    result = bring(first, written(tmp_path / "in.csv", register, rows))
    assert (result.status, result.new) == ("imported", len(rows)), result
    out = template(first, register.kind, filled=True)
    assert sorted(out.rows) == sorted(map(tuple, rows))
    (tmp_path / "out.csv").write_bytes(template_csv(out))
    first.close()
    second = tower_at(tmp_path / "b.db")
    assert bring(second, tmp_path / "out.csv").new == len(rows)
    assert template(second, register.kind, filled=True).rows == out.rows
    second.close()


@pytest.mark.parametrize("kind", ["incident", "action", "ci"])
def test_the_workbook_brings_the_same_records(kind: str, tmp_path: Path) -> None:
    register = next(each for each in REGISTERS if each.kind == kind)
    rows = [cells(register, row) for row in range(len(NASTY))]
    rows = [[cell.replace("\u202e", "") for cell in row] for row in rows]
    first = tower_at(tmp_path / "a.db")
    bring(first, written(tmp_path / "in.csv", register, rows))
    made = template(first, kind, filled=True)
    write_template(made, csv_path=None, excel_path=tmp_path / "out.xlsx", now=first.now())
    first.close()
    second = tower_at(tmp_path / "b.db")
    assert bring(second, tmp_path / "out.xlsx").new == len(rows)
    assert template(second, kind, filled=True).rows == made.rows
    second.close()
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Records", "About"]
    assert {cell.data_type for line in book["Records"].iter_rows() for cell in line} <= {"s", "n"}


@pytest.mark.parametrize("kind", template_kinds())
def test_an_empty_template_is_claimed_by_its_own_format_alone(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(template_csv(template(None, kind)))
    importer, header_row = identify(open_sheet(path, Options())[0])
    assert (importer.kind, header_row) == (kind, 0)


def test_a_record_without_what_it_needs_is_left_out_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        "tower.on_call,assignment_group,person,start_at,end_at\n"
        "W46,Payments,R. Okafor,2026-11-09T08:00Z,2026-11-16T08:00Z\n"
        "W47,Payments,,2026-11-16T08:00Z,2026-11-23T08:00Z\n"
    )
    tower = tower_at(tmp_path / "a.db")
    result = bring(tower, path)
    assert (result.new, result.rejected) == (1, 1)
    assert result.rejects[0][:2] == (3, "person")
    tower.close()


def test_a_key_that_stands_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("tower.incident,title,state\nX1,first,new\nX1,second,closed\nX2,other,new\n")
    tower = tower_at(tmp_path / "a.db")
    result = bring(tower, path)
    assert (result.new, result.status) == (2, "imported_with_warnings")
    assert any(words.startswith("1 row repeats the key") for words in result.warnings)
    assert [(each.kind, each.rows) for each in result.problems] == [("repeated_key", 1)]
    tower.close()


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    with pytest.raises(AppError, match=r"There is no template “wish”.*incident"):
        template(None, "wish")


def test_every_kind_that_imports_has_a_template() -> None:
    kinds = {importer.kind for importer in IMPORTERS}
    assert kinds <= set(template_kinds())


FILLED = {
    "window": "FRZ-1,freeze,=Peak,2026-11-24T18:00,2026-12-01T06:00,Europe/Berlin,yes,sw-01,,SAP,"
    "London,Prod,Standard,High,CHG1;CHG2,Boss,2026-11-25T06:00\r\n"
    "MW-1,maintenance window,Nights,2026-11-24T18:00Z,2026-11-24T20:00Z,,no,,,,,,,,,,\r\n",
    "service": "SAP,1,Ann,SAP Basis,ERP,live,24x7,Europe/Berlin,99.95\r\nMail,,,,,,,,\r\n",
}


@pytest.mark.parametrize("kind", FILLED)
def test_windows_and_services_come_out_as_they_went_in(kind: str, tmp_path: Path) -> None:
    head = ",".join(column.header for column in template(None, kind).columns)
    (tmp_path / "in.csv").write_text(f"{head}\r\n{FILLED[kind]}")
    first = tower_at(tmp_path / "a.db")
    assert bring(first, tmp_path / "in.csv").new == 2
    made = template(first, kind, filled=True)
    (tmp_path / "out.csv").write_bytes(template_csv(made))
    again = bring(first, tmp_path / "out.csv")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2), again
    first.close()
    second = tower_at(tmp_path / "b.db")
    assert bring(second, tmp_path / "out.csv").new == 2
    assert template(second, kind, filled=True).rows == made.rows
    second.close()
    if kind == "window":
        assert made.rows[0][:7] == ("FRZ-1", "freeze", "=Peak", "2026-11-24T17:00:00Z",
                                    "2026-12-01T05:00:00Z", "UTC", "yes")  # fmt: skip
