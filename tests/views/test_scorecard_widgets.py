"""The scorecard's table, panel and period bar under real clicks and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.analysis.periods import last_complete, parse_period
from app.models.results import ChartNote
from app.views import theme
from app.views.scorecard.counts_line import CountsLine
from app.views.scorecard.panel import KpiPanel
from app.views.scorecard.parts import NAME, Exclusions
from app.views.scorecard.period_bar import PeriodBar
from app.views.scorecard.points import limits_words
from app.views.scorecard.rows import KpiRow, counts
from app.views.scorecard.table import KpiTable
from app.views.scorecard.told import told
from app.views.tables.cells import width_of
from app.views.widgets import PlainLabel
from tests.views import samples_scorecard as samples

LEFT = Qt.MouseButton.LeftButton
CARD = samples.card()


@pytest.fixture(autouse=True)
def light(qapp):
    theme.apply(qapp, "light")


@pytest.fixture
def table(qtbot):
    made = KpiTable()
    qtbot.addWidget(made)
    made.resize(912, 500)
    made.show_card(CARD, ("K4", "incidents"))
    made.show()
    return made


@pytest.fixture
def panel(qtbot):
    made = KpiPanel()
    qtbot.addWidget(made)
    made.setFixedWidth(340)
    made.resize(340, 760)
    made.show()
    return made


def row(kpi, at=0):
    return KpiRow(kpi, kpi.parts[at], kpi.label)


def test_the_table_says_every_column_and_keeps_the_chosen_row(table):
    assert table.row_of(table.selected()).kpi.id == "K4"
    words = table.row_text(table.selected())
    for said in (
        "Period: W47", "Value: 91.6 %", "Target: ≥ 93.0", "Better by: worse by 1.4 points",
        "Previous: 94.3", "n: 1,148", "Target: Missed", "Signal: Below limit",
    ):  # fmt: skip
        assert said in words
    table.show_card(CARD, ("K10", "all"))
    assert table.row_of(table.selected()).kpi.id == "K10"
    table.show_card(CARD, ("gone", ""))
    assert table.row_of(table.selected()).key == ("K1", "P1")


def test_keys_walk_over_the_headings(qtbot, table):
    chosen = []
    table.rowSelected.connect(lambda at: chosen.append(table.row_of(at).key))
    table.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_End):
        qtbot.keyClick(table, key)
    assert chosen == [("K1", "P2"), ("K1", "P1"), ("K10", "all")]


def test_a_wide_value_is_never_cut(qtbot, table):
    slow = replace(samples.k1().parts[0], value=1_234_567.0, better_by=-1_234_447.0)
    table.show_card(samples.card((replace(samples.k1(), parts=(slow,)),)), None)
    assert table.cell_rect(0, "value").width() >= width_of("1,234,567 min", 12, 600)
    assert table.cell_rect(0, "better").width() > 100


def test_every_column_of_the_design_has_room_at_1440(table):
    shown = [each.id for each in table.columns if not table.header_rect(each.id).isEmpty()]
    assert shown == [
        "kpi", "period", "value", "target", "better", "previous", "trend", "n", "caveat",
        "verdict", "signal",
    ]  # fmt: skip


def test_the_panel_shows_one_kpi_in_full(panel):
    panel.show_row(row(samples.k4()), CARD)
    assert panel.value.words == "91.6%"
    assert panel.better.text() == "−1.4 points to target"
    assert (panel.numerator.words, panel.denominator.words) == ("1,052", "of 1,148")
    assert "below the lower limit of 92.7" in panel.signal.words.text()
    assert not panel.chart.isHidden()
    assert panel.chart.plots.ranges.item.isVisible()
    assert panel.drivers.bars.figure().description.startswith("Sorted bars: SAP Finance Apps 31")
    facts = dict(panel.texts())
    assert facts["Left out"] == "duplicates: 41, cancelled: 12, test records: 3"
    assert facts["95% interval"] == "89.9 to 93.1"
    assert facts["Paired with"] == "Backlog older than 30 days; wrong priority"
    assert facts["Owner"] == "I. Duarte"


def test_what_was_left_out_stands_in_line_with_the_other_facts(qtbot, panel):
    panel.show_row(row(samples.k4()), CARD)
    exclusions = panel.findChild(Exclusions)
    names = [label for label in exclusions.findChildren(PlainLabel) if label.text() == "Left out"]
    qtbot.waitUntil(lambda: exclusions.width() > 200)
    assert names[0].x() == 0
    assert {link.x() for link in exclusions.links if link.isVisible()} == {NAME + 10}


def test_the_chart_as_a_table_needs_no_scrolling_sideways(qtbot, panel):
    kpi = samples.k4()
    period = kpi.parts[0].trend[12].period
    note = ChartNote("A", period, "note", "Rota started", "", "a", 0, 1)
    panel.show_row(row(replace(kpi, notes=(note,))), CARD)
    panel.show_as_table(True)
    points = panel.points
    qtbot.waitUntil(points.isVisible)
    qtbot.waitUntil(lambda: points.horizontalScrollBar().maximum() == 0)
    noted = [points.row_text(at) for at in range(points.count())]
    assert [at for at, words in enumerate(noted) if "(A)" in words] == [12 - points.first]


def test_the_panel_of_a_kpi_without_data_names_the_missing_export(panel):
    empty = samples.without_data(samples.k9(), "Import change requests.")
    panel.show_row(row(empty), CARD)
    assert panel.value.words == "–"
    assert not panel.value.isEnabled()
    assert panel.signal.isHidden()
    assert panel.chart.isHidden()
    assert panel.drivers.isHidden()
    assert panel.texts()[0] == ("No data", "Import change requests.")


def test_few_cases_are_listed_by_key(panel):
    panel.show_row(row(samples.k1()), CARD)
    assert dict(panel.texts())["Cases"] == "INC0479912, INC0479330"
    assert panel.value.words == "94 min"
    panel.show_row(row(samples.k5()), CARD)
    assert "Cases" not in dict(panel.texts())


def test_limits_say_what_they_stand_on():
    sla, success = samples.k4().parts[0], samples.k9().parts[0]
    assert limits_words(sla) == "XmR chart. Limits from 13 points; mean 94.1."
    assert limits_words(success).startswith("XmR chart. Provisional limits")
    young = replace(success, limits=None, trend=success.trend[:4])
    assert limits_words(young) == "XmR chart. No limits: 4 of at least 6 points."
    sure = replace(sla, chart="p", assurance="will miss")
    assert limits_words(sure).startswith("p′ chart.")
    assert limits_words(sure).endswith("As it runs it will miss the target.")


def test_variants_stand_beside_without_a_verdict():
    facts = dict(told(row(samples.k9())))
    assert facts["By close code alone"] == "98.1 % (151 of 154)"


def test_figures_beside_belong_to_their_own_part():
    k1 = samples.k1()
    extra = tuple(replace(k1.parts[0], label=words) for words in ("P1, to close", "P2, to close"))
    both = replace(k1, extra=extra)
    for at, (mine, other) in enumerate((("P1", "P2"), ("P2", "P1"))):
        names = [name for name, _ in told(row(both, at))]
        assert f"{mine}, to close" in names
        assert f"{other}, to close" not in names


def test_the_counts_line_fits_or_is_cut(qtbot):
    line = CountsLine()
    qtbot.addWidget(line)
    line.show_runs(counts(CARD))
    assert line.accessibleName() == "5 KPIs: 3 met · 2 missed · 2 signals · 2 data caveats"
    line.resize(line.sizeHint())
    whole = line.grab().toImage()
    line.resize(60, 26)
    assert line.grab().toImage() != whole


@pytest.fixture
def periods(qtbot):
    bar = PeriodBar()
    qtbot.addWidget(bar)
    bar.show_period(samples.W47, samples.NOW)
    bar.resize(700, 26)
    bar.show()
    return bar


def test_periods_step_back_and_never_past_the_last_complete_one(qtbot, periods):
    told_ = []
    periods.chosen.connect(lambda period: told_.append(period.id))
    assert not periods.forth.isEnabled()
    qtbot.mouseClick(periods.back, LEFT)
    assert periods.forth.isEnabled()
    qtbot.mouseClick(periods.forth, LEFT)
    assert told_ == ["2026-W46", "2026-W47"]
    assert not periods.forth.isEnabled()


def test_another_kind_takes_the_period_that_holds_the_shown_one(qtbot, periods):
    told_ = []
    periods.chosen.connect(lambda period: told_.append(period.id))
    qtbot.mouseClick(periods.kinds.segment("month"), LEFT)
    assert told_ == [last_complete("month", samples.NOW, samples.ZONE).id] == ["2026-10"]
    periods.show_period(parse_period("2026-W20", samples.ZONE), samples.NOW)
    qtbot.mouseClick(periods.kinds.segment("quarter"), LEFT)
    assert told_[-1] == "2026-Q2"


def test_the_menu_offers_the_last_periods(qtbot, periods):
    told_ = []
    periods.chosen.connect(lambda period: told_.append(period.id))
    assert len(periods.choices()) == 13
    qtbot.mouseClick(periods.pick, LEFT)
    menu = periods.findChild(QMenu)
    assert menu.actions()[0].isChecked()
    menu.actions()[2].trigger()
    menu.close()
    assert told_ == ["2026-W45"]
    old = parse_period("2019-W02", samples.ZONE)
    periods.show_period(old, samples.NOW)
    assert periods.choices()[-1] == old
