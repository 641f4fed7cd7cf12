"""Words of the reports: text made visible, verdicts, targets, and the review note."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.results import ReviewNote
from app.reports.review_note import review_markdown
from app.reports.words import (
    better_text,
    needs_text,
    plain,
    result_glyph,
    spotlight,
    stamp,
    target_text,
    value_text,
)
from tests.reports import samples


@given(st.text(max_size=200), st.integers(10, 100))
@settings(max_examples=100)
def test_plain_text_holds_no_controls(text: str, most: int) -> None:
    shown = plain(text, most)
    assert all(ord(char) >= 32 and not 0x202A <= ord(char) <= 0x202E for char in shown)
    assert (len(text) <= most) is not shown.endswith("[…cut]") or text.endswith("[…cut]")


def test_ordinary_text_is_untouched() -> None:
    assert plain("Zürich – “VPN” ≥ 3 漢字 😀") == "Zürich – “VPN” ≥ 3 漢字 😀"
    assert plain(samples.OVERRIDE) == "left[U+202E]right"


def test_instants_name_their_zone() -> None:
    assert stamp(samples.at(2026, 11, 23, 6, 45), "Europe/Berlin") == "Mon 23 Nov 2026 07:45 CET"
    assert stamp(samples.at(2026, 7, 1, 6, 45), "Europe/Berlin") == "Wed 1 Jul 2026 08:45 CEST"
    assert stamp(None, "UTC") == "unknown"


def test_rows_read_as_in_the_design() -> None:
    part = samples.sla_compliance().parts[0]
    assert (value_text(part), target_text(part, "higher"), better_text(part)) == (
        "91.6",
        "≥ 93.0",
        "1.4 worse",
    )
    restore = samples.time_to_restore().parts[0]
    assert (value_text(restore), target_text(restore, "lower")) == ("94", "≤ 120")
    equal = dataclasses.replace(restore, better_by=0.0)
    assert better_text(equal) == "on target"


@pytest.mark.parametrize(
    ("met", "signal", "glyph"),
    [(True, True, "met"), (False, True, "breach"), (False, False, "risk"), (None, True, "dashed")],
)
def test_a_miss_is_a_diamond_only_with_a_bad_signal(
    met: bool | None, signal: bool, glyph: str
) -> None:
    part = samples.sla_compliance().parts[0]
    given_part = dataclasses.replace(part, met=met, signal=part.signal if signal else None)
    assert result_glyph(given_part) == glyph


def test_the_charted_kpi_is_the_missed_one_with_a_signal() -> None:
    chosen = spotlight(samples.scorecard())
    assert chosen is not None
    assert chosen[1].label == "SLA compliance, incidents"


def test_the_review_note_escapes_markup() -> None:
    note = ReviewNote(
        samples.NOW,
        samples.NOW - 86_400,
        samples.ZONE,
        "7 items *need* attention",
        (("Queues", ("INC1 <b>x</b> [link](http://example.test)", "#hash")), ("Changes", ())),
        ("Demo data",),
    )
    words = review_markdown(note)
    assert "# Daily review, Mon 23 Nov 2026 08:12 CET" in words
    assert r"7 items \*need\* attention" in words
    assert r"\<b\>x\</b\> \[link\](http://example.test)" in words
    assert "## Changes\n\nNothing." in words
    assert "*Demo data*" in words


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ("Import alerts (PagerDuty or our own alert list).", "needs alerts"),
        ("Import the action log (the template actions).", "needs the action log"),
        ("Import knowledge articles, or which tickets used one (x).", "needs knowledge articles"),
        ("Change success rate isn't kept by site. Choose all groups.",
         "Change success rate isn't kept by site"),
    ],
)  # fmt: skip
def test_what_a_row_needs_in_a_few_words(needs: str, words: str) -> None:
    assert needs_text(needs) == words
