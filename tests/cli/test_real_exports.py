"""The figures that the real exports are known to give, through the real program."""

import csv
import io
import lzma
import shutil
from datetime import datetime
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from tests.cli.conftest import Start, Tower, tower_in

UCI = "data/incidents/uci_incident_event_log.csv.xz"
BANK = "data/changes/bpic2014_change_oct2013.csv.xz"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(scope="module")
def stored(start: Start, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the incident log, imported once."""
    folder = tmp_path_factory.mktemp("log")
    first = tower_in(folder, start)("import", shared / UCI, "--timezone", "UTC", "--json")
    assert first.code == 0, first.err
    assert first.json["totals"] == {
        "rows": 141_712, "new": 24_918, "changed": 0, "unchanged": 0, "rejected": 0,
    }  # fmt: skip
    return folder / "store"


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")
def test_incident_log_in_twice_then_backlog_and_scorecard(
    tower: Tower, stored: Path, shared: Path, tmp_path: Path
):
    shutil.copytree(stored, tmp_path / "store")
    again = tower("import", shared / UCI, "--timezone", "UTC", "--json")
    assert again.code == 0
    assert (again.json["totals"]["new"], again.json["totals"]["changed"]) == (0, 0)
    assert again.json["totals"]["unchanged"] == 24_918

    backlog = tower("queues", "--at", "2016-06-01T00:00Z", "--json")
    assert backlog.code == 0, backlog.err
    assert backlog.json["total"]["open"] == 1180 == _backlog(shared / UCI)

    book, paper = tmp_path / "s.xlsx", tmp_path / "s.pdf"
    card = tower("scorecard", "--period", "2016-05", "--excel", book, "--pdf", paper, "--json")
    assert card.code == 0, card.err
    assert [kpi["id"] for kpi in card.json["kpis"]] == [f"K{n}" for n in range(1, 19)]
    kpis = {kpi["id"]: kpi for kpi in card.json["kpis"]}
    assert kpis["K5"]["n"] == 1180
    assert kpis["K9"]["value"] is None
    assert "hange" in kpis["K9"]["needs"]
    assert paper.read_bytes().startswith(b"%PDF")
    assert "Scorecard" in openpyxl.load_workbook(io.BytesIO(book.read_bytes())).sheetnames
    check = tower("check", "--json")
    assert (check.code, check.json["problems"]) == (0, [])


def test_same_numbers_same_bytes(afresh: Tower, stored: Path, tmp_path: Path):
    shutil.copytree(stored, tmp_path / "store")
    written = []
    for name in ("a", "b"):
        book, paper = tmp_path / f"{name}.xlsx", tmp_path / f"{name}.pdf"
        done = afresh(
            "scorecard", "--period", "2016-05", "--now", "2016-06-02T08:00Z",
            "--excel", book, "--pdf", paper,
        )  # fmt: skip
        assert done.code == 0, done.err
        written.append((book.read_bytes(), paper.read_bytes()))
    assert written[0] == written[1]


def test_bank_changes_and_their_collisions(tower: Tower, shared: Path):
    done = tower("import", shared / BANK, "--timezone", "Europe/Amsterdam", "--json")
    assert done.code in (0, 3), done.err
    result = done.json["files"][0]
    assert result["rows"] == 4662
    assert result["new"] == 2922
    assert result["by_kind"]["ci"] == 2819
    report = tower("collisions", "--json").json
    assert report["counts"]["C01"] == 784 == len(_pairs(shared / BANK))
    found = {tuple(sorted(f["changes"])) for f in report["findings"] if f["check"] == "C01"}
    assert found == _pairs(shared / BANK)


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def _backlog(path: Path) -> int:
    """Numbers whose last record before the instant is neither Resolved nor Closed, read plainly."""
    instant = datetime(2016, 6, 1)
    last: dict[str, tuple] = {}
    for place, row in enumerate(_rows(path, ",")):
        at = datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M")
        order = (int(row["sys_mod_count"]), at, place)
        if at < instant and order >= last.get(row["number"], ((-1,),))[0]:
            last[row["number"]] = (order, row["incident_state"])
    return sum(1 for _, state in last.values() if state not in ("Resolved", "Closed"))


def _pairs(path: Path) -> set[tuple[str, str]]:
    """Distinct pairs of changes that overlap on a shared CI, by nested loops."""
    windows: dict[str, tuple] = {}
    touching: dict[str, set[str]] = {}
    for row in _rows(path, ";"):
        change, closed = row["Change ID"], _local(row["Change record Close Time"])
        start, end = _local(row["Planned Start"]), _local(row["Planned End"])
        if change not in windows or closed > windows[change][0]:
            windows[change] = (closed, start, max(end, start + 60))
        touching.setdefault(row["CI Name (aff)"], set()).add(change)
    pairs = set()
    for changes in touching.values():
        for one, other in combinations(sorted(changes), 2):
            if windows[one][1] < windows[other][2] and windows[other][1] < windows[one][2]:
                pairs.add((one, other))
    return pairs


def _local(text: str) -> float:
    if not text:
        return 0.0
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=AMSTERDAM).timestamp()
