"""“Data as of” in the top bar: always there, and the stalest source before the others."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QToolTip

from app.models.columns import SourceFreshness
from app.views import theme
from app.views.top_bar import TopBar
from tests.views import samples_frame as samples

NOW = samples.NOW
FRESH = SourceFreshness(
    "Incidents", "incident", NOW - 600, "incident.csv", 1, NOW - 500, demo=False
)
LABELS = ("Incidents", "Changes", "Services", "Windows", "Alerts", "Problems")
SIX = [replace(FRESH, label=label, as_of=NOW - 600 - at) for at, label in enumerate(LABELS)]
SIX[4] = replace(SIX[4], as_of=NOW - 5 * 86_400, rows=2_000)


@pytest.fixture
def bar(qtbot, light):
    made = TopBar()
    qtbot.addWidget(made)
    made.set_page("Data quality", "Findings and their effect on KPIs")
    made.set_zone("Europe/Berlin", NOW, ("UTC",))
    made.sources.show_sources(SIX, NOW, "Europe/Berlin", 86_400)
    made.show()
    return made


def wide(qtbot, bar, width, *, narrow):
    bar.set_narrow(narrow=narrow)
    bar.resize(width, 44)
    qtbot.waitUntil(lambda: bar.width() == width)


def test_a_narrow_bar_keeps_the_lead_words_the_stalest_source_and_a_count(qtbot, bar):
    for width in (976, 1050, 1131):
        wide(qtbot, bar, width, narrow=True)
        lead, *labels, rest = bar.sources.shown()
        assert lead == "Data as of"
        assert "Alerts" in labels
        assert rest == f"+{len(SIX) - len(labels)}"
        assert bar.title.width() >= bar.title.sizeHint().width()


def test_the_count_of_the_rest_is_never_cut(qtbot, bar):
    room = QFontMetricsF(theme.font(11)).horizontalAdvance("+15")
    many = [replace(FRESH, label=f"Source {at % 5 * 'n'}") for at in range(19)]
    bar.sources.show_sources(many, NOW, "Europe/Berlin", 86_400)
    for width in range(976, 1131, 5):
        wide(qtbot, bar, width, narrow=True)
        x, place = bar.sources._stops()[-1]
        assert place == -1
        assert x + room <= bar.sources.width()


def test_a_very_wide_bar_shows_every_source(qtbot, bar):
    wide(qtbot, bar, 1900, narrow=False)
    assert bar.sources.shown() == ("Data as of", *LABELS)
    bar.sources.show_sources([], NOW, "Europe/Berlin", 86_400)
    assert bar.sources.shown() == ("No data yet",)


def test_every_source_is_told_over_the_count_and_by_keys(qtbot, bar):
    wide(qtbot, bar, 976, narrow=True)
    line = bar.sources
    x, place = line._stops()[-1]
    assert place == -1
    assert all(label in line.tip(x + 2) for label in LABELS)
    assert "incident.csv\n1 row · as of" in line.tip(0)
    line.setFocus()
    for _ in range(len(LABELS)):
        qtbot.keyClick(line, Qt.Key.Key_Right)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "Problems" in QToolTip.text()
    QToolTip.hideText()
