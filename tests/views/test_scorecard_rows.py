"""The words and numbers of the scorecard table."""

from dataclasses import replace

import pytest

from app.analysis.explain import missed_rows
from app.models.results import Driver, Signal
from app.views.scorecard import rows
from tests.views import samples_scorecard as samples

CARD = samples.card()


def test_rows_stand_in_groups_and_k1_has_two():
    told = [row if isinstance(row, str) else row.label for row in rows.table_rows(CARD)]
    assert told == [
        "Restore and respond", "P1 time to restore", "P2 time to restore",
        "Flow and service", "SLA compliance, incidents", "Backlog over 30 days",
        "Change", "Change success rate", "Emergency change rate",
    ]  # fmt: skip


def test_counts_say_kpis_not_rows():
    text = "".join(words for words, _ in rows.counts(CARD))
    assert text == "5 KPIs: 3 met · 2 missed · 2 signals · 2 data caveats"


def test_a_kpi_with_one_part_missed_is_missed():
    k1 = samples.k1()
    worse = replace(k1, parts=(k1.parts[0], replace(k1.parts[1], met=False)))
    assert rows.met_overall(k1) is True
    assert rows.met_overall(worse) is False
    assert rows.met_overall(samples.without_data(k1, "incidents")) is None


@pytest.mark.parametrize(
    ("better", "unit", "by", "words"),
    [("higher", "%", -1.4, "worse by 1.4 points"), ("lower", "h", 1.4, "better by 1.4 h"),
     ("lower", "%", 0.0, "on target"), ("higher", "%", None, "")],
)  # fmt: skip
def test_better_by_in_words(better, unit, by, words):
    part = replace(samples.k4().parts[0], unit=unit, better_by=by)
    assert rows.better_words(part) == words


def test_values_targets_and_the_variance_bar():
    p1, _ = samples.k1().parts
    sla = samples.k4().parts[0]
    assert (rows.value_text(p1), rows.target_text(samples.k1(), p1)) == ("94", "≤ 120")
    assert (rows.value_text(sla), rows.target_text(samples.k4(), sla)) == ("91.6", "≥ 93.0")
    assert rows.better_text(p1) == "+26"
    assert rows.better_text(sla) == "−1.4"
    assert rows.better_share(p1) == 1.0
    assert rows.better_share(sla) == pytest.approx(-1.4 / (93 * 0.14))
    assert rows.better_share(replace(sla, target=None)) is None


def test_a_missed_target_is_a_diamond_only_with_a_bad_signal():
    sla = samples.k4().parts[0]
    assert rows.verdict(sla) == rows.Said("breach", "Missed", "crit")
    assert rows.verdict(replace(sla, signal=None)).glyph == "risk"
    good = Signal("above_limit", True, "Above limit")
    assert rows.verdict(replace(sla, signal=good)).glyph == "risk"
    assert rows.signal_said(good).glyph == "note"
    assert rows.signal_said(None).word == "None"
    assert rows.verdict(samples.k1().parts[0]).word == "2 of 2"


def test_a_kpi_without_data_says_which_export_is_missing():
    empty = samples.without_data(samples.k9(), "change requests")
    part = empty.parts[0]
    assert rows.caveat(empty, part) == "No export"
    assert rows.value_text(part) == "–"
    assert rows.verdict(part) == rows.Said("dashed", "No data", "t3")
    assert rows.better_text(part) == "–"


def test_few_cases_are_flagged_in_their_own_row_only():
    k1 = samples.k1()
    assert [rows.caveat(k1, part) for part in k1.parts] == [
        "n under 5", "P1: 2 cases are listed",
    ]  # fmt: skip


def test_the_signal_box_says_what_to_look_for():
    level, words = rows.signal_sentence(samples.k4().parts[0])
    assert (level, words) == (
        "breach",
        (
            "W47 is below the lower limit of 92.7. "
            "A special cause is likely; look for one event, not a trend."
        ),
    )
    level, words = rows.signal_sentence(samples.k5().parts[0])
    assert level == "risk"
    assert "above the mean of 7.6" in words
    assert rows.signal_sentence(samples.k9().parts[0]) == ("", "")
    missed = replace(samples.k4().parts[0], signal=None)
    assert rows.signal_sentence(missed)[1].startswith("Missed without a signal")
    young = replace(missed, limits=None)
    assert rows.signal_sentence(young) == (
        "risk",
        "Missed. Too few points to tell normal variation from a change.",
    )


def test_counted_share_has_its_interval():
    sla = samples.k4().parts[0]
    assert (rows.counted_share(sla), rows.interval_words(sla)) == (
        "1,052 of 1,148",
        "89.9 to 93.1",
    )
    assert rows.counted_share(samples.k1().parts[1]) == "8 of 9 inside target"


def test_drivers_that_are_another_parts_are_not_shown():
    k1 = samples.k1()
    told = replace(k1, drivers=samples.k4().drivers, drivers_label="P1 time to restore, late")
    first, second = (rows.KpiRow(told, part, part.label) for part in told.parts)
    assert rows.own_drivers(first) == told.drivers
    assert rows.own_drivers(second) == ()


def test_drivers_of_all_parts_together_are_not_those_of_one():
    k1 = samples.k1()
    first, second = (
        replace(part, rows=(f"{part.name}-1", f"{part.name}-2", "MET"), numerator_rows=("MET",))
        for part in k1.parts
    )
    k1 = replace(k1, parts=(first, second))
    late = [len(missed_rows(k1, part)) for part in k1.parts]
    assert late == [2, 2]
    bars = (Driver("SAP", sum(late) - 1, 50.0), Driver("Network", 1, 100.0))
    told = replace(k1, drivers=bars, drivers_label="P1 and P2 outside target")
    for part in k1.parts:
        assert rows.own_drivers(rows.KpiRow(told, part, part.label)) == ()
        alone = replace(told, parts=(part,))
        assert rows.own_drivers(rows.KpiRow(alone, part, part.label)) == bars
    spared = replace(second, numerator_rows=second.rows)
    bars = (Driver("SAP", late[0], 100.0),)
    told = replace(told, parts=(first, spared), drivers=bars)
    found = [rows.own_drivers(rows.KpiRow(told, part, part.label)) for part in told.parts]
    assert found == [bars, ()]
