"""Agreed hours in words, as calendars."""

import pytest

from app.analysis.kpis.agreed_hours import agreed_hours
from app.services.settings import load_settings

SETTINGS = load_settings("Europe/Berlin")


def spans(words):
    rule = agreed_hours(words, None, SETTINGS).rule
    found = {}
    for span in rule.spans:
        found.setdefault((span.start_minute, span.end_minute), []).append(span.weekday)
    return {hours: sorted(days) for hours, days in found.items()}


@pytest.mark.parametrize(
    "words", [None, "", " ", "24x7", "24/7", "24 x 7", "24h", "24×7", "Always"]
)
def test_round_the_clock(words):
    found = agreed_hours(words, "Asia/Tokyo", SETTINGS)
    assert (found.rule, found.understood) == (None, True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Mon-Fri 08:00-18:00", {(480, 1080): [0, 1, 2, 3, 4]}),
        ("mon – fri 8:00 – 18:00", {(480, 1080): [0, 1, 2, 3, 4]}),
        ("Monday to Friday 8am to 6pm", {(480, 1080): [0, 1, 2, 3, 4]}),
        ("Mo-Fr 0800-1800", {(480, 1080): [0, 1, 2, 3, 4]}),
        ("weekdays 08-18", {(480, 1080): [0, 1, 2, 3, 4]}),
        ("Mon, Wed and Fri 9-17", {(540, 1020): [0, 2, 4]}),
        ("Mon-Fri 08:00-12:00, 13:00-17:00", {
            (480, 720): [0, 1, 2, 3, 4], (780, 1020): [0, 1, 2, 3, 4],
        }),
        ("Mon-Thu 8-17; Fri 8-15", {(480, 1020): [0, 1, 2, 3], (480, 900): [4]}),
        ("Fri-Mon 22:00-06:00", {(1320, 360): [0, 4, 5, 6]}),
        ("Sun-Thu 07:00-15:30", {(420, 930): [0, 1, 2, 3, 6]}),
        ("daily 06:00-24:00", {(360, 1440): [0, 1, 2, 3, 4, 5, 6]}),
        ("06:00-22:00", {(360, 1320): [0, 1, 2, 3, 4, 5, 6]}),
        ("24x5", {(0, 1440): [0, 1, 2, 3, 4]}),
        ("Mon-Sat", {(0, 1440): [0, 1, 2, 3, 4, 5]}),
        ("12am-12pm", {(0, 720): [0, 1, 2, 3, 4, 5, 6]}),
    ],
)  # fmt: skip
def test_words_and_their_spans(words, expected):
    assert spans(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "when needed",
        "Support 8-18",
        "Month 1-3",
        "8x5",
        "Mon-Fri 25:00-26:00",
        "Mon-Fri 8:75-9",
        "Mon-Fri 13pm-14pm",
        "x",
    ],
)
def test_what_cannot_be_read_is_said(words):
    found = agreed_hours(words, None, SETTINGS)
    assert (found.rule, found.understood) == (None, False)


def test_zone_of_its_own_else_the_report_zone():
    assert agreed_hours("Mon-Fri 8-18", "Asia/Tokyo", SETTINGS).rule.zone == "Asia/Tokyo"
    assert agreed_hours("Mon-Fri 8-18", None, SETTINGS).rule.zone == "Europe/Berlin"
    wrong = agreed_hours("Mon-Fri 8-18", "Mars/Base", SETTINGS)
    assert (wrong.rule.zone, wrong.understood) == ("Europe/Berlin", False)


def test_a_calendar_of_the_settings_by_its_name():
    assert agreed_hours("Business Days", "Asia/Tokyo", SETTINGS).rule == SETTINGS.calendars[0]
