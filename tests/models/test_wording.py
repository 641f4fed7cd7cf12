"""One wording of durations, instants and counts for screen, sentence and export."""

import locale

import pytest

from app.models.counts import counted
from app.models.duration import duration
from app.models.moments import clock, day, full, stamp

AT = 1_795_480_200
"""2026-11-24T00:30Z, 01:30 in Berlin."""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "n/a"), (0, "0 m"), (0.4, "0 m"), (-0.4, "0 m"), (12, "12 s"), (59.6, "1 m"),
     (60, "1 m"), (2_880, "48 m"), (3_599, "59 m"), (3_600, "1 h"), (3_900, "1 h 05 m"),
     (9_000, "2 h 30 m"), (86_399, "23 h 59 m"), (86_400, "1 d"), (115_200, "1 d 8 h"),
     (-30, "−30 s"), (-7_800, "−2 h 10 m"), (-3_120.2, "−52 m")],
)  # fmt: skip
def test_duration(seconds, said):
    assert duration(seconds) == said


def test_counts_with_their_noun():
    assert counted(1, "ticket") == "1 ticket"
    assert counted(1_148, "ticket") == "1,148 tickets"
    assert counted(0, "miss", "misses") == "0 misses"


def test_instants():
    assert clock(AT, "Europe/Berlin") == "01:30"
    assert day(AT, "Europe/Berlin") == "Tue 24 Nov"
    assert stamp(AT, "UTC") == "Tue 24 Nov 00:30"
    assert full(AT, "Europe/Berlin") == "Tue 24 Nov 2026 01:30 CET"
    assert full(AT, "Asia/Dubai") == "Tue 24 Nov 2026 04:30 Asia/Dubai"


def test_names_of_days_do_not_follow_the_computer():
    before = locale.setlocale(locale.LC_TIME)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", ""):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        try:
            assert stamp(AT, "UTC") == "Tue 24 Nov 00:30"
        finally:
            locale.setlocale(locale.LC_TIME, before)
