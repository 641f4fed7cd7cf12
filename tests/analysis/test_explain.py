"""Why a number is that number, which rows pulled it down, and how two periods differ."""

from dataclasses import replace

from app.analysis.compare import differences
from app.analysis.explain import explain, missed_rows
from app.models.results import KpiPart
from tests.views import samples_scorecard as samples


def sla() -> tuple:
    kpi = samples.k4()
    rows = ("INC1", "INC2", "INC3")
    part = replace(
        kpi.parts[0], n=3, numerator=2, denominator=3, rows=rows, numerator_rows=rows[:2]
    )
    out = (("duplicates", ("INC8", "INC9")),)
    return replace(kpi, parts=(part,), excluded=(("duplicates", 2),), excluded_rows=out), part


def test_the_steps_lead_from_the_period_to_the_signal() -> None:
    kpi, part = sla()
    steps = {step.title: step for step in explain(kpi, part)}
    assert list(steps) == [
        "Period and cohort", "Candidates", "Left out", "Denominator", "Numerator", "Definition",
        "Verdict", "Signal",
    ]  # fmt: skip
    assert steps["Candidates"].figure == "5"
    assert steps["Candidates"].rows == ("INC1", "INC2", "INC3", "INC8", "INC9")
    assert (steps["Left out"].figure, steps["Left out"].rows) == ("−2", ("INC8", "INC9"))
    assert steps["Denominator"].rows == ("INC1", "INC2", "INC3")
    assert steps["Numerator"].words.startswith("2 ÷ 3 = 91.6 %.")
    assert steps["Numerator"].rows == ("INC1", "INC2")
    assert "Target ≥ 93 %" in steps["Verdict"].words
    assert "worse by 1.4 points" in steps["Verdict"].words
    assert steps["Verdict"].figure == "Missed"
    assert steps["Signal"].figure == "Below limit"
    assert "firm limits 92.7 to 95.4 around 94.1 from 13 points" in steps["Signal"].words
    assert "16" in steps["Period and cohort"].words


def test_a_duration_is_explained_by_its_mean() -> None:
    kpi = samples.k1()
    steps = {step.title: step for step in explain(kpi, kpi.parts[0])}
    assert steps["Value"].words.startswith("Mean of 2 durations, 3.1 h in all.")
    assert "Under 5 records there is no signal" in steps["Signal"].words


def test_without_data_only_the_missing_export_is_said() -> None:
    empty = samples.without_data(samples.k9(), "Import change requests.")
    steps = explain(empty, empty.parts[0])
    assert [step.title for step in steps] == ["Period and cohort", "No data"]
    assert steps[1].words == "Import change requests."


def test_what_pulled_a_share_down_is_its_worse_side() -> None:
    kpi, part = sla()
    assert missed_rows(kpi, part) == ("INC3",)
    lower = replace(kpi, better="lower")
    assert missed_rows(lower, part) == ("INC1", "INC2")


def test_a_record_of_two_units_counts_for_each_that_was_missed() -> None:
    kpi, part = sla()
    clock = KpiPart("Incidents, response", "", "%", 50.0, 2, 1, 2, rows=("INC1", "INC3"),
                    numerator_rows=("INC1",))  # fmt: skip
    other = replace(clock, name="Incidents, resolution", numerator_rows=())
    whole = replace(part, name="Incidents", numerator=1, denominator=4)
    assert missed_rows(replace(kpi, extra=(clock, other)), whole) == ("INC3", "INC1", "INC3")


def test_two_periods_differ_by_points_with_their_intervals() -> None:
    kpi, part = sla()
    earlier = replace(kpi.period, id="2026-W46")
    past = replace(part, value=94.3, interval=(93.0, 95.0))
    found = differences((replace(kpi, period=earlier, parts=(past,)),), (kpi,))
    line = found["K4", "incidents"]
    assert round(line.change, 6) == -2.7
    assert line.better is False
    assert line.overlap is True
    apart = replace(part, interval=(80.0, 85.0))
    (line,) = differences(
        (replace(kpi, period=earlier, parts=(past,)),), (replace(kpi, parts=(apart,)),)
    ).values()
    assert line.overlap is False
    assert not line.definition_changed
    newer = replace(kpi, target_version=2)
    (line,) = differences((replace(kpi, period=earlier, parts=(past,)),), (newer,)).values()
    assert line.definition_changed


def test_the_same_period_has_no_difference_and_nothing_is_never_better() -> None:
    kpi, part = sla()
    assert differences((kpi,), (kpi,)) == {}
    earlier = replace(kpi, period=replace(kpi.period, id="2026-W46"))
    gone = replace(kpi, parts=(replace(part, value=None, n=0, interval=None),))
    (line,) = differences((earlier,), (gone,)).values()
    assert (line.change, line.better, line.overlap) == (None, None, None)
