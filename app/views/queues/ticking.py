"""SLA clocks between two readings of the store (pure)."""

from dataclasses import replace

from app.models.results import SlaClock

SOON_S = 300
"""Under this a clock is redrawn each second."""


def runs_straight(clock: SlaClock) -> bool:
    """The clock runs in wall time until its due instant, so that it can be counted down.

    True only when the SLA's calendar has no gap before `due_at`; `paused` and reached clocks
    wait for the next reading.
    """
    return clock.state in {"ok", "at_risk"} and None not in (clock.due_at, clock.remaining_s)


def is_soon(clock: SlaClock, read_at: int) -> bool:
    """Under five minutes left on a clock that can be counted down, read at `read_at`."""
    if not runs_straight(clock):
        return False
    assert clock.due_at is not None
    assert clock.remaining_s is not None
    straight = clock.due_at - read_at == clock.remaining_s
    return straight and 0 <= clock.remaining_s < SOON_S


def counted_down(clock: SlaClock, read_at: int, now: int) -> SlaClock:
    """The clock `now - read_at` seconds later; never past its target (a new reading decides)."""
    assert clock.remaining_s is not None
    passed = min(max(now - read_at, 0), clock.remaining_s)
    return replace(
        clock,
        remaining_s=clock.remaining_s - passed,
        elapsed_s=clock.elapsed_s + passed,
    )


def reached(clock: SlaClock, read_at: int, now: int) -> bool:
    """The clock has run out since it was read: the store must be read again."""
    assert clock.remaining_s is not None
    return now - read_at > clock.remaining_s
