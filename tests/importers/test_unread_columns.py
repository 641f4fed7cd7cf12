"""A file of which hardly a column is known says so: the wizard is where it is put right."""

from pathlib import Path

from app.importers import read
from app.models.records import Options
from tests.importers.making import drain


def warnings(path: Path, **options: object) -> list[str]:
    reading = read(path, Options(timezone="UTC", **options))  # type: ignore[arg-type]
    drain(reading)
    return reading.warnings


def test_columns_that_were_not_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Number,Opened,What,Prio\nINC0000001,2026-11-01 08:00:00,Printer jam,3\n")
    (said,) = (words for words in warnings(path) if "were not read" in words)
    assert said.startswith("2 of 4 columns are not known here and were not read: What, Prio. ")
    mapped = warnings(path, mapping=(("What", "title"),))
    assert not any("were not read" in words for words in mapped)


def test_a_list_with_enough_known_columns_is_not_remarked_on(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Number,Opened,Priority,State,u_a,u_b,u_c,u_d\n"
        "INC0000001,2026-11-01 08:00:00,3,New,a,b,c,d\n"
    )
    assert not any("were not read" in words for words in warnings(path))
