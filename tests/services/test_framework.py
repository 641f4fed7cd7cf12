"""The KPI framework, and that its words stand in the documents."""

import re
from pathlib import Path

import pytest

from app.analysis.kpis import KPIS
from app.services.framework import SOURCES, framework
from app.services.targets import Approval, set_target, set_variant
from app.services.tower import open_tower
from tests.analysis.sample_facts import at

NOW = at("2026-11-23T07:12")
DOCS = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
BULLETS = ("Formula", "Cohort", "Clock", "Excluded", "Traps", "Default target", "Needs")


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    place = tmp_path_factory.mktemp("framework")
    by = Approval("J. Whitfield", "M. Nowak", "Agreed in the review", at("2026-10-01"))
    with open_tower(place / "tower.db", now=NOW, report_zone="UTC") as tower:
        set_target(tower, "K5", "", 7.5, 4, "A. Owner", by)
        set_variant(tower, "K12", "weighted", by)
        return {line.id: line for line in framework(tower)}


def sections():
    parts = re.split(r"(?m)^## (K\d+) (.+)$", DOCS.read_text("utf-8"))
    return {
        name: (title, re.split(r"(?m)^## ", text)[0])
        for name, title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    }


def test_every_kpi_has_a_line_in_order(lines):
    assert list(lines) == [f"K{n}" for n in range(1, 19)]
    assert all(line.source and line.target and line.definition.formula for line in lines.values())


@pytest.mark.parametrize(
    ("kpi", "target"),
    [
        ("K1", "P1 ≤ 120 min (stretch 60) · P2 ≤ 8 h (stretch 4)"),
        ("K3", "≤ 15 % (stretch 10) · falling"),
        ("K5", "≤ 7.5 % (stretch 4)"),
        ("K6", "above baseline"),
        ("K9", "≥ 95 % · standard ≥ 98 %"),
        ("K13", "30–50 % below the baseline"),
        ("K16", "≥ 4.2 / 5"),
        ("K17", "Each vendor's contract"),
    ],
)
def test_targets_in_words(lines, kpi, target):
    assert lines[kpi].target == target


def test_changes_are_kept_with_who_approved_them(lines):
    default, changed = lines["K5"].changes
    assert (default.target, default.valid_from, default.reason) == (
        10, None, "Default of the settings",
    )  # fmt: skip
    assert (changed.target, changed.approver, changed.version) == (7.5, "M. Nowak", 2)
    assert (lines["K5"].owner, lines["K5"].approver) == ("A. Owner", "M. Nowak")
    (definition,) = lines["K12"].definitions
    assert (definition.variant, definition.author) == ("weighted", "J. Whitfield")
    assert lines["K12"].variants == ("strict", "weighted", "lenient")


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_every_kpi_has_its_section_in_the_documents(kpi, lines, settings):
    told = sections()
    assert kpi.id in told, f"docs/metrics.md has no section for {kpi.id}"
    title, text = told[kpi.id]
    assert title == kpi.label
    words = " ".join(text.split())
    for bullet in BULLETS:
        assert f"- **{bullet}**:" in text, f"{kpi.id} doesn't say its {bullet}"
    source = SOURCES[kpi.id]
    assert f"**Needs**: {source[0].lower()}{source[1:]}." in words
    goal = words.partition("**Default target**:")[2].partition("- **")[0]
    for line in settings.targets:
        if line.kpi == kpi.id:
            assert f"{line.target:g}" in goal
    for line in settings.relative:
        if line.kpi == kpi.id:
            assert "baseline" in goal
    for variant in lines[kpi.id].variants:
        assert f"*{variant}*" in words.casefold(), f"{kpi.id} doesn't name {variant}"
