"""Up to when an export knows."""

from app.models.records import Plan, Reading, Recognised
from app.services.freshness import PLAUSIBLE_DELAY_S, AsOf

SEEN = Recognised("f", "s", "incident", "csv", None, None, None, None, (), "")
NEWEST = 1_700_000_000


def _after_passing(as_of: AsOf, updated: list[int | None]) -> int:
    rows = [(f"INC{place}", value) for place, value in enumerate(updated)]
    plans = {"ticket": Plan("ticket", ("key", "updated_at"), ("key",))}
    reading = Reading(SEEN, plans, iter([("ticket", rows[:1]), ("ticket", rows[1:])]))
    as_of.watch(reading)
    assert [row for _, chunk in reading.chunks for row in chunk] == rows
    return as_of.settled()


def test_a_declared_instant_is_never_doubted():
    assert _after_passing(AsOf(5, NEWEST, NEWEST), [NEWEST]) == 5


def test_a_file_written_soon_after_its_newest_record_was_exported_then():
    written = NEWEST + PLAUSIBLE_DELAY_S
    assert _after_passing(AsOf(None, written, written + 9), [3, None, NEWEST]) == written


def test_a_file_copied_later_knows_up_to_its_newest_record():
    written = NEWEST + PLAUSIBLE_DELAY_S + 1
    assert _after_passing(AsOf(None, written, written + 9), [NEWEST, 3]) == NEWEST


def test_a_clock_that_is_ahead_never_makes_a_file_of_the_future():
    assert _after_passing(AsOf(None, NEWEST + 50, NEWEST + 10), [NEWEST]) == NEWEST + 10


def test_without_update_times_the_file_s_own_time_counts():
    assert _after_passing(AsOf(None, NEWEST, NEWEST + 9), [None]) == NEWEST
