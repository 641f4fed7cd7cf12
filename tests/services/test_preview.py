"""The wizard's look at a file: what it says, and that no file can harm it."""

from pathlib import Path

import pytest

from app.models.errors import Cancelled
from app.models.records import Options
from app.models.results import FilePreview
from app.services.import_files import import_files
from app.services.preview import preview
from app.services.tower import open_tower
from tests.importers.making import HEADER, export, line, write


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", report_zone="Europe/Berlin") as opened:
        yield opened


def column(seen: FilePreview, header: str):
    return next(each for each in seen.columns if each.header == header)


def test_an_export_is_shown_with_its_columns_and_what_is_open(tower, tmp_path):
    path = write(tmp_path, "incident.csv", export(40))
    seen = preview(tower, path)
    assert (seen.trouble, seen.format, seen.claimed) == ("", "servicenow.incident", True)
    assert (seen.container, seen.encoding, seen.delimiter) == ("csv", "utf-8", ",")
    assert seen.header_row == 1
    assert seen.head[0] == tuple(HEADER.split(","))
    assert seen.rows_looked_at == 40
    assert seen.candidates[0].sure > 0.9 > seen.candidates[1].sure
    title = column(seen, "short_description")
    assert (title.field, title.match, title.filled) == ("title", 1.0, 1.0)
    assert column(seen, "priority").transform == "1 value to 1"
    assert (seen.zone_confidence, seen.open_decisions) == ("open", 1)
    assert column(seen, "opened_at").decision == "Choose zone"
    assert sum(seen.hours) == seen.hours[10] == 40


def test_the_odd_times_come_first(tower, tmp_path):
    rows = [
        line(1, at="11/01/2026 01:30:00"), line(2, at="11/01/2026 01:30:00"),
        line(3, at="03/08/2026 02:30:00"), line(4, at="11/22/2026 09:05:00"),
        line(5, at="13/13/2026 08:00:00"),
    ]  # fmt: skip
    path = write(tmp_path, "times.csv", "\n".join([HEADER, *rows]) + "\n")
    seen = preview(tower, path, Options(timezone="America/New_York", date_order="mdy"))
    remarks = [each.remark for each in seen.dates]
    assert remarks[0].startswith("Can't be read as")
    assert seen.dates[0].serious
    assert set(remarks[1:3]) == {"Repeated hour, 2 rows", "Hour that the clock skips, 1 row"}
    repeated = seen.dates[remarks.index("Repeated hour, 2 rows")]
    assert (repeated.zone, repeated.utc) == ("EDT or EST", 1793511000)
    plain = seen.dates[-1]
    assert (plain.text, plain.zone, plain.utc) == ("11/22/2026 09:05:00", "EST -5", 1795356300)
    assert seen.zone_confidence == "declared"


def test_the_order_of_dates_is_told_with_its_evidence(tower, tmp_path):
    rows = [line(n, at=f"0{n}/2{n}/2026 10:00") for n in range(1, 6)]
    open_rows = [line(n, at=f"0{n}/0{n + 1}/2026 10:00") for n in range(1, 6)]
    settled = preview(tower, write(tmp_path, "a.csv", "\n".join([HEADER, *rows])))
    assert settled.date_order == "mdy"
    assert settled.why_order == (
        "5 of 5 values have a second number above 12, so day first would fail."
    )
    unsettled = preview(tower, write(tmp_path, "b.csv", "\n".join([HEADER, *open_rows])))
    assert unsettled.date_order == ""
    assert unsettled.why_order == "None of 5 values has a number that settles the order."
    assert unsettled.open_decisions == 2


def test_a_file_that_nothing_claims_is_guessed(tower, tmp_path):
    text = "number,caller,priority,assignment group,branch\nX1,b,P?,c,d\n"
    seen = preview(tower, write(tmp_path, "like.csv", text))
    assert (seen.claimed, seen.format) == (False, "servicenow.incident")
    assert column(seen, "branch").match is None
    unknown = seen.unknown_values[0]
    assert (unknown.field, unknown.words, unknown.rows) == ("priority", "P?", 1)
    assert unknown.choices == ("1", "2", "3", "4", "5")
    mapped = preview(
        tower, tmp_path / "like.csv", Options(mapping=(("branch", "location"), ("caller", "")))
    )
    assert column(mapped, "branch").field == "location"
    assert column(mapped, "caller").field == ""


def test_what_an_import_was_told_is_offered_again(tower, tmp_path):
    report = import_files(
        tower, [write(tmp_path, "a.csv", export(3))], Options(timezone="Asia/Kolkata")
    )
    assert report.status == "imported"
    seen = preview(tower, write(tmp_path, "b.csv", export(4)))
    assert (seen.timezone, seen.zone_confidence) == ("Asia/Kolkata", "profile")
    assert seen.profile is not None
    assert seen.open_decisions == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty (0 bytes)"),
        ("cut.json", b'{"result":[{"number":"INC1"', "is not complete JSON"),
        ("report.pdf", b"%PDF-1.7", "is a PDF document"),
    ],
)
def test_what_cannot_be_read_says_so(tower, tmp_path, name, content, words):
    seen = preview(tower, write(tmp_path, name, content))
    assert words in seen.trouble
    assert seen.columns == ()


def test_missing_files_and_folders_say_so(tower, tmp_path):
    assert "can't be read" in preview(tower, tmp_path / "none.csv").trouble
    assert "is a folder" in preview(tower, tmp_path).trouble


def test_nobody_has_to_wait_for_a_preview(tower, tmp_path):
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        preview(tower, write(tmp_path, "a.csv", export(3)), still_wanted=stop)


def test_a_preview_stores_nothing(tower, tmp_path):
    before = tower.store.revision()
    preview(tower, write(tmp_path, "a.csv", export(3)), Options(timezone="UTC"))
    assert tower.store.revision() == before
    assert not Path(tmp_path / "sources").exists()


def test_a_file_that_looks_like_nothing_says_what_was_seen(tower, tmp_path):
    path = write(tmp_path, "rivers.csv", "river,length\nRhine,1230\n")
    seen = preview(tower, path)
    assert "Its columns are: river, length" in seen.trouble
    assert (seen.format, seen.columns) == ("", ())
    chosen = preview(tower, path, Options(format="servicenow.incident"))
    assert (chosen.trouble, chosen.format) == ("", "servicenow.incident")
    assert [each.field for each in chosen.columns] == ["", ""]


def test_teams_are_compared_with_the_list_in_the_store(tower, tmp_path):
    groups = "sys_id,name,manager,active\n" + "a" * 32 + ",Service Desk,,true\n"
    path = write(tmp_path, "sys_user_group.csv", groups)
    options = Options(format="servicenow.sys_user_group", timezone="UTC")
    assert import_files(tower, [path], options).status.startswith("imported")
    seen = preview(tower, write(tmp_path, "a.csv", export(3)), Options(timezone="UTC"))
    assert [(each.kind, each.rows) for each in seen.problems] == [("unknown_group", 3)]
