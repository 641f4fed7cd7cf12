"""Decisions are kept by format and header, applied again, and shared as files."""

import json
from dataclasses import replace

import pytest

from app.models.errors import AppError
from app.models.records import Options
from app.services.import_files import import_files
from app.services.preview import preview
from app.services.profile_files import read_profile
from app.services.profiles import (
    decided,
    delete_profile,
    export_profile,
    import_profile,
    profiles,
    rename_profile,
    save_profile,
)
from app.services.tower import open_tower
from tests.importers.making import export, write

HEADER = "Ref;Opened on;What;How bad;Who"
ROWS = ["X1;01/02/2026 10:00;Printer;terrible;Keller", "X2;03/02/2026 10:00;Mouse;mild;Nowak"]
CHOSEN = Options(
    format="servicenow.incident",
    timezone="Europe/Berlin",
    date_order="dmy",
    delimiter=";",
    header_row=3,
    mapping=(("Ref", "key"), ("Opened on", "opened_at"), ("What", "title"), ("How bad", "priority"),
             ("Who", "")),
    choices=(("priority", "terrible", "1"), ("priority", "mild", "4")),
    rules=(("date_unreadable", "blank"),),
)  # fmt: skip


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", report_zone="Europe/Berlin") as opened:
        yield opened


def odd_file(folder, name: str, rows: list[str]):
    return write(folder, name, "\n".join(["Weekly report", "", HEADER, *rows]) + "\n")


def stored(tower, key: str):
    with tower.store.reading() as connection:
        query = "SELECT opened_at, title, priority, caller FROM ticket WHERE key = ?"
        return tuple(connection.exec_driver_sql(query, (key,)).one())


def test_what_was_decided_for_one_file_is_done_to_the_next(tower, tmp_path):
    first = odd_file(tmp_path, "first.csv", ROWS)
    assert import_files(tower, [first]).status in {"needs_decision", "rejected"}
    report = import_files(tower, [first], CHOSEN)
    assert report.files[0].new == 2, report.message
    assert stored(tower, "X1") == (1769936400, "Printer", 1, None)
    second = odd_file(
        tmp_path, "second.csv", ["X3;05/02/2026 10:00;Desk;mild;Nowak", "X4;soon;D;;N"]
    )
    result = import_files(tower, [second]).files[0]
    assert (result.new, result.rejected, result.format) == (2, 0, "servicenow.incident")
    assert stored(tower, "X3") == (1770282000, "Desk", 4, None)
    assert stored(tower, "X4")[0] is None
    seen = preview(tower, second)
    assert (seen.format, seen.claimed, seen.header_row) == ("servicenow.incident", False, 3)
    assert seen.options.mapping == CHOSEN.mapping
    assert {each.kind: each.rows for each in seen.problems} == {"date_unreadable": 1}


def test_decisions_for_one_file_only_are_not_kept(tower, tmp_path):
    once = replace(CHOSEN, remember=False)
    assert import_files(tower, [odd_file(tmp_path, "a.csv", ROWS)], once).files[0].new == 2
    assert profiles(tower) == ()


def test_other_encodings_are_remembered_where_nothing_tells_them(tower, tmp_path):
    text = export(2).replace("A. Keller", "Müller")
    chosen = Options(timezone="UTC", encoding="mac_roman")
    import_files(tower, [write(tmp_path, "a.csv", text.encode("mac_roman"))], chosen)
    again = text.replace("INC0000001", "INC0000009")
    import_files(tower, [write(tmp_path, "b.csv", again.encode("mac_roman"))])
    plain = text.replace("INC0000001", "INC0000010")
    import_files(tower, [write(tmp_path, "c.csv", plain)])
    assert [stored(tower, f"INC00000{n}")[3] for n in ("01", "09", "10")] == ["Müller"] * 3


def test_profiles_are_saved_renamed_exported_and_forgotten(tower, tmp_path):
    path = odd_file(tmp_path, "a.csv", ROWS)
    kept = save_profile(tower, preview(tower, path, CHOSEN), "Branch report")
    assert [each.name for each in profiles(tower)] == ["Branch report"]
    assert kept.decided_by == tower.user
    rename_profile(tower, kept.id, "Branches")
    shared = export_profile(tower, kept.id, tmp_path / "branches.json")
    delete_profile(tower, kept.id)
    assert profiles(tower) == ()
    back = import_profile(tower, shared)
    assert (back.name, back.options) == ("Branches", CHOSEN)
    assert import_files(tower, [path]).files[0].new == 2
    for wrong in (rename_profile, export_profile):
        with pytest.raises(AppError, match="no profile 99"):
            wrong(tower, 99, tmp_path / "x" if wrong is export_profile else "x")
    with pytest.raises(AppError, match="no profile 99"):
        delete_profile(tower, 99)


def test_a_profile_file_decides_an_import(tower, tmp_path):
    path = odd_file(tmp_path, "a.csv", ROWS)
    kept = save_profile(tower, preview(tower, path, CHOSEN), "x")
    file = export_profile(tower, kept.id, tmp_path / "x.json")
    assert decided(file, Options(timezone="UTC")) == replace(CHOSEN, timezone="UTC")
    assert decided(None, Options(scope="delta")) == Options(scope="delta")


GOOD = {"control_tower_profile": 1, "format": "servicenow.incident"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "it is not JSON"),
        ("[]", "is not a profile"),
        ("[" * 100_000, "it is not JSON"),
        (GOOD | {"control_tower_profile": 2}, "is a profile of version 2"),
        ({"control_tower_profile": 1}, "doesn't say its format"),
        (GOOD | {"format": "no.such"}, "“no.such” is not a format"),
        (GOOD | {"colour": "red"}, "“colour” is nothing that a profile says"),
        (GOOD | {"timezone": "Mars"}, "“Mars” is not a time zone"),
        (GOOD | {"timezone": 3}, "“timezone” is a text"),
        (GOOD | {"date_order": "mdmy"}, "“mdmy” is no date_order"),
        (GOOD | {"delimiter": ";;"}, "is one character"),
        (GOOD | {"encoding": "klingon"}, "“klingon” is not an encoding"),
        (GOOD | {"header_row": 0}, "counted from 1"),
        (GOOD | {"header_row": True}, "counted from 1"),
        (GOOD | {"mapping": []}, "is a table of names"),
        (GOOD | {"mapping": {"a": 1}}, "maps texts to texts"),
        (GOOD | {"mapping": {"a": "nose"}}, "can't become “nose”"),
        (GOOD | {"choices": {"priority": {"P?": "9"}}}, "“9” is not a value of priority"),
        (GOOD | {"rules": {"ragged": "sing"}}, "“sing” can't be done"),
        (GOOD | {"scope": "some"}, "“some” is no scope"),
    ],
)
def test_a_wrong_profile_file_is_named(tmp_path, content, words):
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(AppError, match=words) as refusal:
        read_profile(write(tmp_path, "profile.json", text))
    assert str(refusal.value).startswith("profile.json")
