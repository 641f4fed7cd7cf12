"""The table of targets has room for the longest of them."""

from PySide6.QtGui import QFontMetricsF

from app.services.settings import load_settings
from app.views import theme
from app.views.settings.table import TargetTable


def test_no_target_in_words_is_cut(qtbot, light):
    table = TargetTable()
    qtbot.addWidget(table)
    room = next(column.width for column in table.columns if column.id == "target") - 18
    words = [line.words for line in load_settings("UTC").relative]
    assert "30–50 % below the baseline" in words
    metrics = QFontMetricsF(theme.font(12, 500))
    assert max(metrics.horizontalAdvance(each) for each in words) <= room
