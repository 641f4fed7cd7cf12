"""Trends of the real incident log: what comes out, and that it is so (METRICS §4)."""

import pandas as pd
import pytest

from app.analysis import trends
from app.analysis.asof import open_now
from tests.analysis.sample_facts import at

END = at("2016-05-31T00:00")
"""The log's last busy day."""
LATER = at("2016-07-01T00:00")


def test_the_backlog_forecast_prints_how_its_band_held(log_facts, say):
    facts, _ = log_facts
    flow = trends.forecast_flow(facts, END, "UTC")
    say(f"flow, UCI: band held {flow.coverage} % on {flow.tested} days past, {flow.open_now} open")
    assert flow.open_now == int(open_now(facts, 0, END).sum())
    assert (flow.history_days, len(flow.days)) == (91, 28)
    assert flow.tested >= 14
    assert flow.coverage is not None
    assert flow.coverage >= 70
    assert trends.forecast_flow(facts, END, "UTC") == flow


def test_breach_chances_are_shown_only_when_they_came_true(log_facts, say):
    facts, settings = log_facts
    young = trends.breach_risk(facts, settings, END)
    say(f"breach risk, UCI end of May: Brier {young.brier}, plain share {young.base_brier}")
    assert not young.calibrated
    assert young.rows
    assert {row.probability for row in young.rows} == {None}
    grown = trends.breach_risk(facts, settings, LATER)
    worst = max(abs(each.forecast - each.observed) for each in grown.table)
    say(
        f"breach risk, UCI end of June: Brier {grown.brier}, plain share {grown.base_brier}, "
        f"{grown.tested} judged, farthest bin {100 * worst:.0f} points"
    )
    assert grown.calibrated
    assert grown.brier < grown.base_brier


@pytest.fixture(scope="module")
def window(event_log: pd.DataFrame) -> pd.DataFrame:
    """Every version, in order, of the incidents opened in the 13 weeks before the end."""
    frame = event_log[["number", "opened_at", "sys_updated_at", "subcategory", "assignment_group"]]
    opened = frame.groupby("number").opened_at.transform("last")
    return frame[(opened >= END - 91 * 86_400) & (opened < END)]


def test_clusters_are_the_plain_counts_of_subcategories(log_facts, window, say):
    facts, _ = log_facts
    plain = window.drop_duplicates("number", keep="last").groupby("subcategory").size()
    found = {each.label: each.n for each in trends.clusters(facts, END)}
    say(f"clusters, UCI: {sorted(found.items(), key=lambda each: -each[1])[:3]}")
    assert len(found) == 100
    assert found == {label: plain[label] for label in found}


def test_loops_are_those_of_a_plain_walk_through_the_log(log_facts, window, say):
    facts, settings = log_facts
    kinds = {each.kind: each for each in trends.process_findings(facts, settings, END)}
    say(f"process, UCI: {[(kind, each.n, each.hours) for kind, each in kinds.items()]}")
    assert {"loops", "hops", "first_touch", "reopened", "hold_churn"} <= set(kinds)
    early = window[window.sys_updated_at < END]
    early = early.dropna(subset="assignment_group")
    before = early.groupby("number").assignment_group.shift(1)
    stays = early[early.assignment_group != before]
    back = stays.groupby("number").assignment_group.shift(2) == stays.assignment_group
    assert set(kinds["loops"].keys) == set(stays[back].number)
