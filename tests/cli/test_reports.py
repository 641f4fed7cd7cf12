"""Issuing, restating, reproducing and packing through the real program (CLI)."""

import json
import shutil
from pathlib import Path

import pytest

from app.services.tower import open_tower
from tests.analysis.sample_facts import at
from tests.cli.conftest import Tower
from tests.reports.test_leadership import template
from tests.services.issued_exports import bring, changes, incident, incidents

NOW = ("--now", "2026-11-09T09:00Z")
MONDAY = at("2026-11-09T09:00")


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    """A store that was filled once, with its exports beside it."""
    place = tmp_path_factory.mktemp("stored")
    with open_tower(place / "tower.db", now=MONDAY, report_zone="UTC") as opened:
        for path in (incidents(place / "in"), changes(place / "in")):
            bring(opened, path, MONDAY)
    return place


@pytest.fixture
def filled(tower: Tower, stored: Path, tmp_path: Path) -> Tower:
    """The program on a copy of that store."""
    (tmp_path / "store").mkdir()
    shutil.copyfile(stored / "tower.db", tmp_path / "store" / "tower.db")
    shutil.copytree(stored / "in", tmp_path / "in")
    return tower


def test_issued_restated_and_reproduced(filled: Tower, tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    ran = filled(
        "scorecard", "--period", "2026-W45", "--group", "messaging", "--issue", out, "--to",
        "IT leadership", "--headline", "Restored  within the hour", "--json", *NOW,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert (ran.json["issued"]["id"], ran.json["headline"]) == (1, "Restored within the hour")
    assert ran.json["restatements"] == []
    assert ran.json["issued"]["marks"] == ["Clock fixed at 2026-11-09T09:00:00Z"]
    (sidecar,) = out.glob("*.evidence.json")
    again = filled("reproduce", sidecar, tmp_path / "in", "--json")
    assert (again.code, again.json["reproduced"], again.json["files"]) == (0, True, 2)
    late = incidents(tmp_path / "late", "late.csv", n8=incident(8, 6, 3.0))
    later = ("--now", "2026-11-09T11:00Z")
    filled("import", late, "--timezone", "UTC", "--as-of", "2026-11-09T10:00Z", *later)
    found = filled("restatements", "--json", *later).json["restatements"]
    assert [(one["kpi"], one["part"], one["cause"]) for one in found][:1] == [
        ("K1", "P1", "1 row came later"),
    ]  # fmt: skip
    card = filled(
        "scorecard", "--period", "2026-W44", "--group", "Messaging", "--json", *later
    ).json
    assert [one["report"] for one in card["restatements"]] == [1] * len(found)
    assert "to IT leadership" in filled("issued", *later).out
    missing = filled("reproduce", sidecar, tmp_path / "late")
    assert (missing.code, "files are not in" in missing.err) == (1, True)


def test_a_figure_that_differs_is_exit_one(filled: Tower, tmp_path: Path):
    from app.services.frozen import digest

    (tmp_path / "out").mkdir()
    issue = ("--issue", tmp_path / "out", "--to", "CAB", *NOW)
    assert filled("scorecard", "--period", "2026-W45", *issue).code == 0
    (sidecar,) = (tmp_path / "out").glob("*.evidence.json")
    told = json.loads(sidecar.read_text("utf-8"))
    told["kpis"][0]["parts"][0]["n"] += 1
    told["kpis_sha256"] = digest(told["kpis"])
    sidecar.write_text(json.dumps(told), "utf-8")
    ran = filled("reproduce", sidecar, tmp_path / "in")
    assert ran.code == 1
    assert "K1 P1, n: 7 issued, 6 computed" in ran.out


def test_framework_pack_and_baseline(filled: Tower, tmp_path: Path):
    lines = filled("framework", "--json", "--excel", tmp_path / "f.xlsx", *NOW).json["kpis"]
    assert [line["id"] for line in lines] == [f"K{n}" for n in range(1, 19)]
    assert (tmp_path / "f.xlsx").read_bytes().startswith(b"PK")
    pack = filled("pack", "--service", "mail", "--month", "2026-11", "--json", *NOW).json
    assert (pack["service"], pack["card"]["period"]) == ("Mail", "2026-11")
    assert len(pack["majors"]) == 6
    frozen = filled("baseline", "K9", "--from", "2026-10", "--name", "CAB", "--json", *NOW).json
    (line,) = frozen["baselines"]
    assert (line["value"], line["n"], line["name"]) == (80, 5, "CAB")
    listed = filled("baseline", *NOW).out
    assert "n 5 from Thu 1 Oct 2026 00:00 UTC to Sun 1 Nov 2026 00:00 UTC, since " in listed


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("pack", "--service", "Mial", "--month", "2026-11"), 1, "Did you mean “Mail”"),
        (("scorecard", "--period", "2026-W45", "--service", "M", "--tier", "1"), 1, ", not both."),
        (("scorecard", "--period", "2026-W45", "--to", "CAB"), 2, "--to"),
        (("scorecard", "--period", "2026-W45", "--compare", "2026-10"), 1, "compare a week"),
    ],
)
def test_what_cannot_be_done_is_said(filled: Tower, arguments, code, words):
    ran = filled(*arguments, *NOW)
    assert (ran.code, words in ran.err) == (code, True), ran.err


def test_what_a_filled_copy_loses_is_said_before_it_is_written(filled: Tower, tmp_path: Path):
    board, copy, book = (tmp_path / name for name in ("board.xlsx", "copy.xlsx", "card.xlsx"))
    board.write_bytes(template())
    asked = ("scorecard", "--period", "2026-W45", "--leadership", board, copy, "--excel", book)
    ran = filled(*asked, *NOW)
    assert (ran.code, copy.exists(), book.exists()) == (4, False, False)
    assert "sparklines" in ran.err
    assert "--accept-losses" in ran.err
    ran = filled(*asked, "--accept-losses", *NOW)
    assert (ran.code, copy.exists(), book.exists()) == (0, True, True), ran.err
    assert "would lose: " in ran.err
