"""Reports as they go out: files, frozen values, evidence, restatements (RELIABILITY §7)."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace

import pytest

from app.models.errors import AppError
from app.services.aliases import set_alias
from app.services.clock import Clock
from app.services.export import scorecard_excel
from app.services.import_files import undo
from app.services.issue import issue, issued, write_sidecar
from app.services.restate import restatements
from app.services.score import scorecard
from app.services.targets import Approval, set_target, set_variant
from app.services.tower import open_tower
from app.store.audit import verify
from app.store.check import check
from tests.analysis.sample_facts import at
from tests.services.issued_exports import (
    CHANGES,
    bring,
    change,
    changes,
    incident,
    incidents,
    write,
)

NOW = at("2026-11-09T09:00")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    place = tmp_path_factory.mktemp("filled")
    with open_tower(place / "tower.db", now=NOW, report_zone="UTC") as tower:
        for path in (incidents(place), changes(place)):
            bring(tower, path, NOW)
    return place / "tower.db"


@pytest.fixture
def tower(filled, tmp_path):
    shutil.copyfile(filled, tmp_path / "tower.db")
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:
        yield tower


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def issued_week(tower, out):
    return issue(tower, scorecard(tower, "2026-W45"), ["IT leadership", " CAB "], out)


def test_files_values_and_evidence_are_frozen(tower, out):
    line = issued_week(tower, out)
    assert (line.period, line.recipients) == ("2026-W45", ("IT leadership", "CAB"))
    told = json.loads((out / "scorecard_2026-W45_0001.evidence.json").read_text("utf-8"))
    for file in told["files"]:
        content = (out / file["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["size"]
    assert zipfile.is_zipfile(out / told["files"][0]["name"])
    assert (out / told["files"][1]["name"]).read_bytes().startswith(b"%PDF-")
    (p1, _) = told["kpis"][0]["parts"]
    assert (p1["value"], p1["n"], len(p1["keys"])) == (60, 6, 6)
    source = told["sources"][0]
    assert (source["file"], source["rows"], source["rejected"]) == ("incident.csv", 6, 0)
    assert source["timezone"] == "UTC"
    assert source["imported_by"] == tower.user
    population = {one["kind"]: one for one in told["population"]}
    assert population["incident"]["control_total"] == sum(
        at(f"2026-11-{2 + n % 5:02}T08:00") for n in range(1, 7)
    )
    (numbers,) = population["incident"]["numbers"]
    assert (numbers["first"], numbers["last"], numbers["missing"]) == (
        "INC0000001", "INC0000006", 0,
    )  # fmt: skip
    assert told["settings"]["sla"][0]["resolution_s"] == 4 * 3600
    assert check(tower.store).problems == ()
    with tower.store.reading() as conn:
        assert verify(conn) == []


def test_under_a_fixed_clock_it_is_no_evidence(tower, out):
    line = issued_week(tower, out)
    assert line.marks == ("Clock fixed at 2026-11-09T09:00:00Z",)
    assert [each.marks for each in issued(tower)] == [line.marks]
    told = json.loads((out / "scorecard_2026-W45_0001.evidence.json").read_text("utf-8"))
    assert told["evidence"]["is_evidence"] is False
    assert told["chain"] == {"sequence": 0, "hash": ""}


def test_with_the_computers_clock_it_is_and_names_the_chain(tower, out):
    card = scorecard(tower, "2026-W45")
    tower.clock = Clock()
    line = issue(tower, replace(card, marks=()), ["CAB"], out)
    assert line.marks == ()
    told = json.loads((out / "scorecard_2026-W45_0001.evidence.json").read_text("utf-8"))
    assert told["evidence"] == {"is_evidence": True, "marks": []}
    with tower.store.reading() as conn:
        stored = conn.exec_driver_sql(
            "SELECT hash FROM audit_entry WHERE sequence = ?", (told["chain"]["sequence"],)
        ).scalar()
    assert stored == told["chain"]["hash"]


def test_gaps_in_the_numbers_are_named(tower, out, tmp_path):
    more = write(tmp_path / "in", "late.csv", CHANGES, [change(9, 9), change(12, 12)])
    bring(tower, more, NOW)
    issued_week(tower, out)
    told = json.loads((out / "scorecard_2026-W45_0001.evidence.json").read_text("utf-8"))
    (numbers,) = next(one for one in told["population"] if one["kind"] == "change")["numbers"]
    assert (numbers["missing"], numbers["gaps"]) == (5, [[6, 8], [10, 11]])


@pytest.mark.parametrize(
    ("recipients", "words"), [([], "Say who receives"), ([" "], "Say who receives"),
                              (["x" * 201], "at most 200")],
)  # fmt: skip
def test_recipients_are_required(tower, out, recipients, words):
    with pytest.raises(AppError, match=words):
        issue(tower, scorecard(tower, "2026-W45"), recipients, out)
    assert list(out.iterdir()) == []
    assert issued(tower) == ()


def test_issued_files_are_never_written_over(tower, out):
    (out / "scorecard_2026-W45_0001.pdf").write_text("mine")
    with pytest.raises(AppError, match="never written over"):
        issued_week(tower, out)
    assert (out / "scorecard_2026-W45_0001.pdf").read_text() == "mine"


def test_a_card_that_imports_have_overtaken_is_not_issued(tower, out, tmp_path):
    card = scorecard(tower, "2026-W45")
    late = write(tmp_path / "in", "late.csv", CHANGES, [change(9, 9)])
    bring(tower, late, NOW)
    with pytest.raises(AppError, match="Compute it again"):
        issue(tower, card, ["CAB"], out)


def test_the_sidecar_can_be_written_once_more(tower, out):
    line = issued_week(tower, out)
    again = write_sidecar(tower, line.id, out / "again.json")
    assert hashlib.sha256(again.read_bytes()).hexdigest() == line.sha256
    with pytest.raises(AppError, match="No report 7 was issued"):
        write_sidecar(tower, 7, out / "none.json")


def test_nothing_is_restated_while_nothing_changed(tower, out):
    issued_week(tower, out)
    assert restatements(tower) == ()
    assert scorecard(tower, "2026-W45").restatements == ()


def p1_of(found):
    return next(each for each in found if (each.kpi, each.part) == ("K1", "P1"))


def test_late_and_changed_rows_are_restated_with_their_import(tower, out, tmp_path):
    issued_week(tower, out)
    late = incidents(
        tmp_path / "in",
        "incident_late.csv",
        n3=incident(3, 5, 3.0, updated="2026-11-10 07:00:00"),
        n8=incident(8, 6, 3.0, updated="2026-11-10 07:00:00"),
    )
    stored = bring(tower, late, at("2026-11-10T09:00"))
    found = p1_of(restatements(tower))
    # five of an hour and two of three: (5 x 60 + 2 x 180) / 7
    assert (found.issued, found.now) == (60, pytest.approx(660 / 7))
    assert found.cause == "1 row came later, 1 row changed value"
    assert found.batches == (stored.batch,)
    assert found.keys == ("INC0000008", "INC0000003")
    card = scorecard(tower, "2026-W45")
    assert p1_of(card.restatements) == found
    assert scorecard(tower, "2026-10").restatements == card.restatements
    undo(tower, stored.batch)
    assert [each for each in restatements(tower) if each.kpi == "K1"] == []


def test_rows_that_left_say_why(tower, out, tmp_path):
    issued_week(tower, out)
    gone = incident(1, 3, updated="2026-11-10 07:00:00").replace("Resolved", "Canceled")
    bring(tower, incidents(tmp_path / "in", "later.csv", n1=gone), at("2026-11-10T09:00"))
    found = p1_of(restatements(tower))
    assert found.cause == "1 row left (1 cancelled)"
    assert (found.issued, found.now, found.keys) == (60, 60, ("INC0000001",))


def approval(valid_from):
    return Approval("J. Whitfield", "M. Nowak", "Agreed in the review", valid_from)


def test_a_target_that_reaches_back_is_named(tower, out):
    issued_week(tower, out)
    set_target(tower, "K1", "P1", 45, None, "M. Nowak", approval(at("2026-11-01")))
    (found,) = restatements(tower)
    assert (found.kpi, found.part, found.issued, found.now) == ("K1", "P1", 60, 60)
    assert found.cause == "a target: 120 min then, 45 min now (version 2, approved by M. Nowak)"


def test_a_target_of_later_periods_restates_nothing(tower, out):
    issued_week(tower, out)
    set_target(tower, "K1", "P1", 45, None, "M. Nowak", approval(at("2026-11-20")))
    assert restatements(tower) == ()


def test_a_definition_that_reaches_back_is_named(tower, out):
    card = scorecard(tower, "2026-10")
    assert next(kpi for kpi in card.kpis if kpi.id == "K9").parts[0].value == 80
    issue(tower, card, ["CAB"], out)
    set_variant(tower, "K9", "reported", approval(at("2026-10-01")))
    found = next(each for each in restatements(tower) if each.kpi == "K9")
    who = approval(at("2026-10-01")).approver
    assert found.cause == (
        f"a definition: strict then, reported now, approved by {who} (version 2)"
    )


def test_a_parameter_that_reaches_back_is_named_with_who_approved_it(tower, out, tmp_path):
    head = "ID,Start time,Completion time,Email,Name,How satisfied are you with IT operations?\n"
    rows = [
        f"{day},8/{day}/26 13:31:36,8/{day}/26 13:34:36,u{day}@example.test,U{day},{score}\n"
        for day, score in zip(range(13, 23), (4,) * 8 + (1, 1), strict=True)
    ]
    bring(tower, write(tmp_path / "in", "stakeholder_survey.csv", head, rows), NOW)
    card = scorecard(tower, "2026-Q3")
    part = next(kpi for kpi in card.kpis if kpi.id == "K16").parts[0]
    assert (part.met, part.n) == (False, 10)
    issue(tower, card, ["CAB"], out)
    by = Approval("J. Whitfield", "P. Ruiz", "Agreed", at("2026-08-01"))
    set_variant(tower, "K16", "", by, (("favourable", 80.0),))
    (found,) = (each for each in restatements(tower) if each.kpi == "K16")
    assert found.cause == (
        "a definition: the KPI's own then, also met from 80 % favourable on now, "
        "approved by P. Ruiz (version 2)"
    )
    assert (found.issued, found.now) == (part.value, part.value)


def test_only_the_newest_issue_of_a_period_is_compared(tower, out, tmp_path):
    issued_week(tower, out)
    late = incidents(tmp_path / "in", "l.csv", n9=incident(9, 6, 3.0))
    bring(tower, late, at("2026-11-10T09:00"))
    assert p1_of(restatements(tower)).report == 1
    issued_week(tower, out)
    assert restatements(tower) == ()
    told = json.loads((out / "scorecard_2026-W45_0002.evidence.json").read_text("utf-8"))
    assert next((each["report"], each["kpi"]) for each in told["restatements"]) == (1, "K1")


def test_an_alias_that_changes_nothing_restates_nothing(tower, out):
    issued_week(tower, out)
    set_alias(tower, "group", "Messaging", "Mail team")
    assert restatements(tower) == ()


@pytest.mark.parametrize(
    "act",
    [
        lambda tower: set_target(
            tower, "K1", "P1", 45, None, "M. Nowak", approval(at("2026-11-01"))
        ),
        lambda tower: set_alias(tower, "group", "Messaging", "Mail team"),
    ],
)
def test_a_card_that_a_target_or_name_has_overtaken_is_not_issued(tower, out, act):
    card = scorecard(tower, "2026-W45")
    act(tower)
    with pytest.raises(AppError, match="Compute it again"):
        issue(tower, card, ["CAB"], out)
    assert list(out.iterdir()) == []
    assert issued_week(tower, out).id == 1


def test_a_card_that_was_written_out_meanwhile_is_issued(tower, out, tmp_path):
    card = scorecard(tower, "2026-W45")
    scorecard_excel(tower, card, tmp_path / "look.xlsx")
    assert issue(tower, card, ["CAB"], out).id == 1


def test_an_issue_that_fails_leaves_nothing_and_can_be_tried_again(tower, out):
    card = scorecard(tower, "2026-W45")
    revision = tower.store.revision()
    # Workbook and PDF have room for their names, the sidecar's ending has not.
    with pytest.raises(AppError, match=r"evidence\.json"):
        issue(tower, replace(card, scope=f"group {'x' * 215}"), ["CAB"], out)
    assert list(out.iterdir()) == []
    assert (issued(tower), tower.store.revision()) == ((), revision)
    assert issue(tower, card, ["CAB"], out).id == 1
    assert len(list(out.iterdir())) == 3


def test_a_store_that_was_put_back_is_not_answered_from_the_one_before(tower, out, tmp_path):
    issued_week(tower, out)
    place, kept = tower.path, tmp_path / "kept.db"
    with closing(sqlite3.connect(place)) as conn:
        conn.execute("VACUUM INTO ?", (str(kept),))
    bring(tower, incidents(tmp_path / "a", "a.csv", n8=incident(8, 6, 3.0)), NOW)
    assert p1_of(restatements(tower)).now == pytest.approx(540 / 7)
    tower.close()
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    shutil.copyfile(kept, place)
    with open_tower(place, now=NOW, report_zone="UTC") as again:
        bring(again, incidents(tmp_path / "b", "b.csv", n8=incident(8, 6, 10.0)), NOW)
        assert p1_of(restatements(again)).now == pytest.approx(960 / 7)
