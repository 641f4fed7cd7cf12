"""The words under a control chart (METRICS §4.1)."""

import pytest

from app.models.chart_words import chart_words
from app.models.results import KpiPart, Limits, Phase

FIRM = Limits(50, 40, 60, 4, 13, 25, True, "2026-W21", "2026-W46")
YOUNG = Limits(50, 40, 60, 4, 13, 7, False, "2026-W39", "2026-W46")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"limits": FIRM}, "XmR, baseline 2026-W21 to 2026-W46, 25 points"),
        ({"limits": YOUNG}, "XmR, baseline 2026-W39 to 2026-W46, 7 points, provisional"),
        ({"limits": None, "chart": "p"}, "p′, no limits below 6 points"),
        (
            {"limits": YOUNG, "chart": "u", "phases": (Phase("2026-W39", YOUNG, "New rota"),)},
            "u′, baseline 2026-W39 to 2026-W46, 7 points, provisional, since: New rota",
        ),
    ],
)
def test_kind_window_and_firmness(more, words):
    assert chart_words(KpiPart("all", "Share", "%", 50.0, 40, **more)) == words
