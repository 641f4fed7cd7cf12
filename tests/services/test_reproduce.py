"""From the sidecar and the files alone, another installation computes the same (RELIABILITY §7)."""

import json
import shutil

import pytest

from app.models.errors import AppError
from app.models.scope import Scope
from app.services.aliases import set_alias
from app.services.baselines import freeze
from app.services.clock import Clock
from app.services.frozen import digest, frozen_settings, settings_of
from app.services.import_files import undo
from app.services.issue import issue
from app.services.notes import annotate
from app.services.reproduce import reproduce
from app.services.score import scorecard
from app.services.targets import Approval, set_target
from app.services.tower import open_tower
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
NO_DECISION = {
    "finding_key": None, "decision": "accepted", "reason": "", "decided_by": "J. Whitfield",
    "recorded_by": "J. Whitfield", "decided_at": NOW, "until": None, "fingerprint": "",
}  # fmt: skip
REPORTS = (
    ("2026-W45", Scope()),
    ("2026-W44", Scope()),
    ("2026-W45", Scope("service", "Mail")),
    ("2026-W45", Scope("group", "Messaging")),
    ("2026-11", Scope()),
    ("2026-10", Scope()),
    ("2026-10", Scope("group", "Messaging")),
    ("2026-09", Scope()),
    ("2026-Q4", Scope()),
    ("2026-Q3", Scope("service", "Mail")),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Ten reports of one store, and a folder that holds its files under other names."""
    place = tmp_path_factory.mktemp("issued")
    files, out, given = place / "in", place / "out", place / "given"
    out.mkdir()
    given.mkdir()
    with open_tower(place / "tower.db", now=NOW, report_zone="Europe/Berlin") as tower:
        first = [incidents(files), changes(files)]
        for path in first:
            bring(tower, path, NOW)
        gone = write(files, "mistaken.csv", CHANGES, [change(77, 7)])
        undo(tower, bring(tower, gone, NOW).batch)
        tower.clock = Clock(NOW + 3600)
        later = incidents(files, "later.csv", n3=incident(3, 5, 2.5, updated="2026-11-09 09:30:00"))
        bring(tower, later, NOW + 1800, "America/New_York")
        set_alias(tower, "group", "Messaging", "Mail team")
        set_alias(tower, "group", "Messaging", "Messaging team")
        set_target(
            tower, "K5", "", 7.5, 4, "M. Nowak",
            Approval("J. Whitfield", "M. Nowak", "Agreed", at("2026-10-01")),
        )  # fmt: skip
        annotate(tower, "K4", "2026-W44", "phase", "Triage rota started")
        freeze(tower, "K10", "", at("2026-09-30T22:00"), at("2026-10-31T23:00"), "Before the CAB")
        for period, scope in REPORTS:
            named = Scope("group", "Messaging team") if scope.field == "group" else scope
            issue(tower, scorecard(tower, period, named), ["IT leadership"], out)
    for number, path in enumerate((*first, later)):
        shutil.copyfile(path, given / f"export{number}.csv")
    return out, given


def test_reports_are_reproduced_to_the_byte(made):
    out, given = made
    sidecars = sorted(out.glob("*.evidence.json"))
    assert len(sidecars) == len(REPORTS)
    # Week, month with a baseline, group by an alias, quarter: the others import the same again.
    for sidecar in (*sidecars[:3], sidecars[-1]):
        found = reproduce(sidecar, given)
        assert found.differences == ()
        assert found.reproduced
        assert found.figures > 3000


def test_a_figure_that_does_not_hold_is_named(made, tmp_path):
    out, given = made
    told = json.loads(next(out.glob("scorecard_2026-W45_0*.json")).read_text("utf-8"))
    told["kpis"][0]["parts"][0]["value"] += 1
    told["kpis"][0]["parts"][0]["rows_sha256"] = "0" * 64
    told["kpis_sha256"] = digest(told["kpis"])
    forged = tmp_path / "forged.evidence.json"
    forged.write_text(json.dumps(told), "utf-8")
    found = reproduce(forged, given)
    assert [(each.kpi, each.part, each.what) for each in found.differences] == [
        ("K1", "P1", "rows_sha256"), ("K1", "P1", "value"),
    ]  # fmt: skip


def test_figures_changed_by_hand_are_noticed_at_once(made, tmp_path):
    out, given = made
    told = json.loads(next(out.glob("*.json")).read_text("utf-8"))
    told["kpis"][0]["parts"][0]["n"] = 99
    forged = tmp_path / "forged.evidence.json"
    forged.write_text(json.dumps(told), "utf-8")
    with pytest.raises(AppError, match="changed after it was written"):
        reproduce(forged, given)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("settings", "report_zone"), "Nowhere/None"),
        (("settings", "sla"), [{"priority": "high"}]),
        (("issued", "now"), "soon"),
        (("sources", 0, "exporter"), []),
        (("sources", 0, "imported_at"), None),
        (("sources", 0, "size"), "many"),
        (("sources",), {"a": 1}),
        (("sources", 0, "file"), "."),
        (("sources", 0, "file"), "in/.."),
        (("notes",), [{"zzz": 1}]),
        (("notes",), [7]),
        (("baselines",), [{"kpi": None}]),
        (("aliases",), [[None, None, None, None]]),
        (("decisions",), [NO_DECISION]),
    ],
)
def test_a_sidecar_with_odd_values_is_refused_in_words(made, tmp_path, place, value):
    out, given = made
    told = json.loads(next(out.glob("*.json")).read_text("utf-8"))
    held = told
    for step in place[:-1]:
        held = held[step]
    held[place[-1]] = value
    odd = tmp_path / "odd.evidence.json"
    odd.write_text(json.dumps(told), "utf-8")
    with pytest.raises(AppError):
        reproduce(odd, given)


def test_a_file_that_lacks_is_named(made, tmp_path):
    out, _ = made
    with pytest.raises(AppError, match=r"3 of 3 files .* incident\.csv"):
        reproduce(next(out.glob("*.json")), tmp_path)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"schema": "control-tower.issued/1"}', "[" * 100_000]
)
def test_what_is_no_sidecar_is_refused_in_words(tmp_path, content):
    path = tmp_path / "some.json"
    path.write_text(content)
    with pytest.raises(AppError, match=r"sidecar|lacks|changed"):
        reproduce(path, tmp_path)


def test_settings_come_back_whole(settings):
    again = settings_of(json.loads(json.dumps(frozen_settings(settings))))
    assert again == settings
    with pytest.raises(AppError, match="can't be read"):
        settings_of({"report_zone": 7})
