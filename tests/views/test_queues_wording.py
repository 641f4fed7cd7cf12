"""Durations, signed numbers and instants as the queue screen writes them."""

from app.views.queues import wording

NOW = 1_795_417_920


def test_short_duration_under_a_path_step():
    assert [wording.short_duration(s) for s in (2460, 7560, 3 * 86_400, -5)] == [
        "41 m", "2 h 06", "3 d", "0 m",
    ]  # fmt: skip


def test_signed_and_share():
    assert [wording.signed(n) for n in (14, -3, 0)] == ["+14", "−3", "0"]
    assert [wording.share(*p) for p in ((8, 34), (0, 9), (0, 0), (1, 400))] == [
        "24%", "0%", "–", "<1%",
    ]  # fmt: skip


def test_an_instant_names_the_day_only_when_it_is_another_one():
    assert wording.instant(NOW - 1620, "Europe/Amsterdam", NOW) == "07:45"
    assert wording.instant(NOW - 3 * 86_400, "Europe/Amsterdam", NOW) == "Fri 20 Nov 08:12"
    assert wording.instant(NOW - 9 * 3600, "America/New_York", NOW) == "Sun 22 Nov 17:12"
