"""On an incident log alone, every KPI without data says which export is missing (METRICS §2)."""

import lzma
from itertools import islice

import pytest

from app.services.score import scorecard
from app.services.tower import open_tower
from tests.services.issued_exports import bring

LOG = "data/incidents/uci_incident_event_log.csv.xz"
NOW = 1_480_000_000
MISSING = {
    "K6": "service desk",
    "K7": "review",
    "K8": "action",
    "K9": "change",
    "K10": "change",
    "K11": "change",
    "K12": "service",
    "K13": "alert",
    "K14": "automation",
    "K15": "article",
    "K16": "survey",
    "K17": "vendor",
    "K18": "change",
}
"""What the words must name, by the KPIs that a log of incidents has nothing for."""


@pytest.fixture(scope="module")
def kpis(shared, tmp_path_factory):
    place = tmp_path_factory.mktemp("log")
    part = place / "incident_event_log.csv"
    with lzma.open(shared / LOG, "rt", encoding="utf-8") as log:
        part.write_text("".join(islice(log, 12_000)), "utf-8")
    with open_tower(place / "tower.db", now=NOW, report_zone="UTC") as tower:
        bring(tower, part, NOW)
        return {kpi.id: kpi for kpi in scorecard(tower, "2016-03").kpis}


def test_eighteen_rows_and_those_with_data_need_nothing(kpis):
    assert list(kpis) == [f"K{n}" for n in range(1, 19)]
    for name in ("K1", "K2", "K4", "K5"):
        assert kpis[name].parts[0].n or kpis[name].parts[1].n, name
        assert kpis[name].needs == ""
        assert kpis[name].parts[-1].rows


def test_no_row_is_empty_without_saying_why(kpis):
    empty = {name for name, kpi in kpis.items() if not any(part.n for part in kpi.parts)}
    assert empty == MISSING.keys()


@pytest.mark.parametrize("name", MISSING)
def test_a_kpi_without_data_names_the_export(kpis, name):
    kpi = kpis[name]
    assert kpi.parts[0].n == 0
    assert "import" in kpi.needs.casefold(), kpi.needs
    assert MISSING[name] in kpi.needs.casefold(), kpi.needs
    assert kpi.parts[0].value is None
    assert kpi.parts[0].verdict == "n/a"
