"""Before and after an import: backups, space, evidence, cut exports, the weekly check, damage."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.models.evidence import Evidence
from app.models.records import Options
from app.services.import_files import import_files, past_imports
from app.services.import_job import ImportJob, run_job
from app.services.keep import check
from app.services.preview import preview
from app.services.profiles import save_profile
from app.services.status import store_status
from app.services.tower import Tower, open_tower
from app.store import automatic
from app.store.automatic import backup_before_import
from app.store.backup import restore
from app.store.database import Store, check_weekly, open_store
from app.store.health import WEEK_S, automatic_backups, health_path, read_health
from app.store.records import batch
from tests.cli.test_nasty_files import HEADER, ROW
from tests.store.builders import content, put, rows, ticket, tickets

NOW = 1_795_417_920
UTC = Options(timezone="UTC")


@pytest.fixture
def tower(tmp_path: Path):
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as opened:
        yield opened


def export(folder: Path, name: str, first: int, count: int = 5) -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(ROW.format(n=first + n, d=13) for n in range(count)))
    return path


def copies(tower: Tower) -> list[Path]:
    return [path for _, path in automatic_backups(tower.path)]


def test_one_verified_backup_a_run_holds_the_state_before(tower: Tower, tmp_path: Path) -> None:
    first, second, third = (export(tmp_path, f"{n}.csv", n * 10) for n in range(3))
    import_files(tower, [first], UTC)
    assert copies(tower) == []  # there was nothing to lose
    before = content(tower.store)
    report = import_files(tower, [second, third], UTC)
    assert report.status == "imported", report
    (copy,) = copies(tower)
    kept = open_store(copy)
    assert content(kept) == before
    kept.close()
    assert copy.stat().st_mode & 0o077 == 0
    assert not list(copy.parent.glob(".~*"))
    assert store_status(tower).last_backup is not None


def test_nothing_changed_and_a_dry_run_make_no_backup(tower: Tower, tmp_path: Path) -> None:
    import_files(tower, [export(tmp_path, "a.csv", 0)], UTC)
    import_files(tower, [export(tmp_path, "a.csv", 0)], UTC)
    import_files(tower, [export(tmp_path, "b.csv", 10)], UTC, dry_run=True)
    assert copies(tower) == []
    wall = NOW
    assert backup_before_import(tower.store, wall) is not None
    assert backup_before_import(tower.store, wall) is None
    assert len(copies(tower)) == 1


def test_a_backup_while_somebody_reads_holds_the_newest_rows(tower: Tower) -> None:
    put(tower.store, tickets([ticket("A", 10)]))
    with tower.store.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM ticket").scalar()
        put(tower.store, tickets([ticket("B", 10)]))
        path = backup_before_import(tower.store, NOW)
    assert path is not None
    kept = open_store(path)
    assert rows(kept, "SELECT key FROM ticket ORDER BY key") == [("A",), ("B",)]
    kept.close()


def test_f18_a_backup_dated_in_the_future_counts_as_due(tower: Tower) -> None:
    put(tower.store, tickets([ticket("A", 10)]))
    ten_years = 10 * 365 * 86_400
    ahead = backup_before_import(tower.store, NOW + ten_years)
    assert backup_before_import(tower.store, NOW) not in (None, ahead)
    assert ahead is not None
    assert ahead.exists()
    assert len(copies(tower)) == 2


def test_a_backup_that_is_not_whole_is_no_reason_to_make_none(tower: Tower) -> None:
    put(tower.store, tickets([ticket("A", 10)]))
    path = backup_before_import(tower.store, NOW)
    assert path is not None
    with path.open("rb+") as file:
        file.truncate(8_192)
    assert backup_before_import(tower.store, NOW + 1) is not None


def test_without_room_for_the_backup_nothing_is_imported(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tower.store, tickets([ticket("A", 10)]))
    usage = shutil.disk_usage(tower.path.parent)._replace(free=35_000_000)
    monkeypatch.setattr(automatic.shutil, "disk_usage", lambda _: usage)
    words = r"not enough space in .*need about 42\d\.\d MB, 35\.0 MB are free"
    with pytest.raises(AppError, match=words):
        backup_before_import(tower.store, NOW, coming=420_000_000)
    assert copies(tower) == []


def test_evidence_is_kept_and_compared(tower: Tower, tmp_path: Path) -> None:
    said = Evidence(7, "active=true", "Ada", NOW - 60)
    (result,) = import_files(tower, [export(tmp_path, "a.csv", 0)], UTC, evidence=said).files
    assert "The exporter counted 7 records, the file has 5 rows." in result.warnings
    kept = batch(tower.store, 1)
    assert kept is not None
    assert kept["evidence"] == f'{{"at":{NOW - 60},"by":"Ada","count":7,"query":"active=true"}}'
    assert len(kept["header_hash"]) == 16
    with pytest.raises(AppError, match="one file"):
        import_files(tower, [tmp_path, tmp_path], UTC, evidence=said)


def test_a_file_that_is_known_already_costs_the_next_one_no_backup(
    tower: Tower, tmp_path: Path
) -> None:
    known, other = export(tmp_path, "a.csv", 0), export(tmp_path, "b.csv", 10)
    import_files(tower, [known], UTC)
    assert copies(tower) == []
    import_files(tower, [known, other], UTC)
    assert len(copies(tower)) == 1


def test_what_the_exporter_says_can_be_recorded_later(tower: Tower, tmp_path: Path) -> None:
    path, said = export(tmp_path, "a.csv", 0), Evidence(count=7)
    import_files(tower, [path], UTC)
    (again,) = import_files(tower, [path], UTC, evidence=said).files
    assert (again.batch, again.new, again.unchanged) == (2, 0, 5)
    assert "The exporter counted 7 records, the file has 5 rows." in again.warnings
    for options, evidence in ((UTC, said), (UTC, Evidence()), (replace(UTC, delimiter=","), said)):
        (same,) = import_files(tower, [path], options, evidence=evidence).files
        assert "nothing to do" in same.message


def test_exports_of_the_same_records_are_no_fuller_together(tower: Tower) -> None:
    cut = tickets([ticket(f"A{n}", 10) for n in range(10)])
    cut.cut = "Exactly 10 rows: Hand cuts exports there."
    put(tower.store, cut, name="cut.csv", as_of=100)
    for day in range(3):
        put(tower.store, tickets([ticket(f"A{n}", 20 + day) for n in range(6)]),
            name=f"{day}.csv", as_of=200 + day)  # fmt: skip
    assert len(store_status(tower).warnings) == 1
    put(tower.store, tickets([ticket(f"B{n}", 20) for n in range(6)]), name="b.csv", as_of=300)
    assert store_status(tower).warnings == ()


def test_a_cut_export_stays_said_until_a_fuller_one_comes(tower: Tower) -> None:
    cut = tickets([ticket(f"A{n}", 10) for n in range(10)])
    cut.cut = "Exactly 10 rows: Hand cuts exports there."
    put(tower.store, cut, name="cut.csv", as_of=100)
    sentence = "cut.csv is probably cut off: Exactly 10 rows: Hand cuts exports there."
    assert store_status(tower).warnings == (sentence,)
    put(tower.store, tickets([ticket("B", 10)]), name="small.csv", as_of=200)
    older = tickets([ticket(f"C{n}", 10) for n in range(30)])
    put(tower.store, older, name="older.csv", as_of=50)
    assert store_status(tower).warnings == (sentence,)
    put(tower.store, tickets([ticket(f"D{n}", 10) for n in range(10)]), name="full.csv", as_of=200)
    assert store_status(tower).warnings == ()


def spoil(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_the_weekly_check_finds_damage_before_an_import(tower: Tower, tmp_path: Path) -> None:
    import_files(tower, [export(tmp_path, "a.csv", 0)], UTC)
    assert store_status(tower).last_check is not None
    spoil(tower.path, "UPDATE ticket SET priority = 1 WHERE key = 'INC0000003'")
    health_path(tower.path).unlink()
    (result,) = import_files(tower, [export(tmp_path, "b.csv", 10)], UTC).files
    assert result.status == "rejected"
    assert "INC0000003" in result.message
    assert len(past_imports(tower)) == 1


def test_a_check_is_due_after_a_week_and_after_a_clock_that_was_ahead(tower: Tower) -> None:
    put(tower.store, tickets([ticket("A", 10)]))
    checked = []
    for wall in (NOW, NOW + WEEK_S - 1, NOW + WEEK_S, NOW - 1):
        check_weekly(tower.store, wall)
        checked.append(read_health(tower.path).checked_at)
    assert checked == [NOW, NOW, NOW + WEEK_S, NOW - 1]


def test_a_damaged_row_opens_read_only_and_says_what_can_be_done(tower: Tower) -> None:
    put(tower.store, tickets([ticket("A", 10), ticket("B", 10)]))
    before = content(tower.store)
    copy = backup_before_import(tower.store, NOW)
    assert copy is not None
    spoil(tower.path, "UPDATE ticket SET title = 'other' WHERE key = 'B'")
    assert "(B, incident, servicenow)" in check(tower).problems[0]
    damaged = open_store(tower.path)
    assert f"tower restore {copy}" in damaged.read_only
    assert "24 Nov 2026" in damaged.read_only or "23 Nov 2026" in damaged.read_only
    assert damaged.note.startswith(str(tower.path))
    with pytest.raises(AppError, match="open read-only"):
        put(damaged, tickets([ticket("C", 10)]))
    damaged.close()
    aside = restore(tower.path, copy)
    assert aside is not None
    assert "damaged" in aside.name
    again = open_store(tower.path)
    assert (again.read_only, again.note) == ("", "")
    assert content(again) == before
    again.close()


def test_f12_a_store_whose_log_was_removed_says_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "tower.db"
    store = open_store(path)
    put(store, tickets([ticket("A", 10)]))
    older = shutil.copy(path, tmp_path / "older")
    with store.reading() as connection:  # keeps the log beside the store
        connection.exec_driver_sql("SELECT count(*) FROM ticket").scalar()
        put(store, tickets([ticket("B", 10)]))
        put(store, tickets([ticket("C", 10)]))
    store.close()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copy(older, path)
    again = open_store(path)
    assert "lacks the last 2 of 3 entries of its log" in again.note
    assert put(again, tickets([ticket("D", 10)])).new == 1
    again.close()
    told = open_store(path)
    assert told.note == ""
    told.close()


def test_f12_a_store_whose_shm_was_removed_is_whole(tmp_path: Path) -> None:
    path, copy = tmp_path / "tower.db", tmp_path / "copy" / "tower.db"
    store = open_store(path)
    copy.parent.mkdir()
    put(store, tickets([ticket("Z", 10)]))
    with store.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM ticket").scalar()
        put(store, tickets([ticket("A", 10)]))
        for name in ("tower.db", "tower.db-wal"):
            shutil.copy(tmp_path / name, copy.parent / name)
    store.close()
    again: Store = open_store(copy)
    assert "checked from end to end and is whole" in again.note
    assert rows(again, "SELECT key FROM ticket ORDER BY key") == [("A",), ("Z",)]
    again.close()
    quiet = open_store(copy)
    assert quiet.note == ""
    quiet.close()


def test_the_same_file_with_another_as_of_is_read_again(tower: Tower, tmp_path: Path) -> None:
    path = export(tmp_path, "a.csv", 0)
    import_files(tower, [path], UTC, as_of=NOW - 60)
    (same,) = import_files(tower, [path], UTC, as_of=NOW - 60).files
    assert "nothing to do" in same.message
    (again,) = import_files(tower, [path], UTC, as_of=NOW - 30).files
    assert (again.batch, again.as_of, again.unchanged) == (2, NOW - 30, 5)
    assert any("Batch 1 is this very file" in each for each in again.warnings)


def test_the_same_file_after_its_mapping_or_profile_changed_is_read_again(
    tower: Tower, tmp_path: Path
) -> None:
    path = export(tmp_path, "a.csv", 0)
    import_files(tower, [path], UTC)
    mapped = replace(UTC, rules=(("date_unreadable", "blank"),))
    for options, batch_number in ((mapped, 2), (mapped, 2), (UTC, 2)):
        (done,) = import_files(tower, [path], options).files
        assert done.batch == batch_number, done.message
    ruled = replace(UTC, rules=(("date_unreadable", "reject"),))
    save_profile(tower, preview(tower, path, ruled), "Ours")
    (again,) = import_files(tower, [path], UTC).files
    assert again.batch == 3


def test_a_count_that_does_not_fit_stays_said_until_a_fuller_file_or_a_fitting_count(
    tower: Tower, tmp_path: Path
) -> None:
    path = export(tmp_path, "a.csv", 0)
    (result,) = import_files(tower, [path], UTC, evidence=Evidence(count=7)).files
    assert result.cut == "The exporter counted 7 records, the file has 5 rows."
    assert store_status(tower).warnings == (f"a.csv is probably cut off: {result.cut}",)
    import_files(tower, [export(tmp_path, "b.csv", 0, 7)], UTC, as_of=NOW)
    assert store_status(tower).warnings == ()
    (more,) = import_files(
        tower, [export(tmp_path, "c.csv", 0, 8)], UTC, evidence=Evidence(count=7)
    ).files
    assert (more.cut, "The exporter counted 7" in more.warnings[0]) == ("", True)


def test_a_fitting_count_goes_before_a_guess_by_the_number_of_rows(tower: Tower) -> None:
    whole = tickets([ticket(f"A{n}", 10) for n in range(10)])
    whole.cut = "Exactly 10 rows: Hand cuts exports there."
    put(tower.store, whole, name="whole.csv", as_of=100, evidence=Evidence(count=10))
    assert store_status(tower).warnings == ()


CHANGES = """number,short_description,type,state,start_date,end_date,cmdb_ci,sys_updated_on
CHG0000001,One,Normal,Scheduled,2026-11-24 20:00:00,2026-11-24 23:00:00,sw-01,2026-11-20 10:00:00
CHG0000002,Two,Normal,Scheduled,2026-11-24 22:00:00,2026-11-25 01:00:00,{ci},2026-11-20 10:00:00
"""


def test_each_kind_of_a_file_says_what_was_new(tower: Tower, tmp_path: Path) -> None:
    said = []
    for name in ("sw-01", "sw-02"):
        path = tmp_path / f"{name}.csv"
        path.write_text(CHANGES.format(ci=name))
        (result,) = import_files(tower, [path], UTC).files
        said.append((result.message.partition("; also ")[2], dict(result.new_by_kind)["ci"]))
    assert said == [
        ("1 CI (1 new), 2 links to CIs.", 1),
        ("2 CIs (1 new), 2 links to CIs.", 1),
    ]
    assert [line.also for line in past_imports(tower)] == ["1 CI", "1 CI"]


@pytest.mark.parametrize("late", [False, True], ids=["before", "while the reader starts"])
def test_f10_a_store_deleted_at_the_start_of_an_import_is_not_made_anew(
    tower: Tower, tmp_path: Path, late: bool
) -> None:
    path = export(tmp_path, "a.csv", 0)
    words = "moved, deleted or replaced while it was open"
    tower.path.unlink()
    if late:
        job = ImportJob(tower.path, path, "a.csv", UTC, None, NOW, NOW, "Tess", demo=False,
                        dry_run=False, place=tower.store.place)  # fmt: skip
        result = run_job(job, lambda _done, _total: None)
        assert (result.status, words in result.message) == ("rejected", True)
    else:
        with pytest.raises(AppError, match=words):
            import_files(tower, [path], UTC)
    assert not tower.path.exists()
