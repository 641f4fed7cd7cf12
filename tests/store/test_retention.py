"""Which automatic backups stay, by age."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.store import retention
from app.store.retention import Kept, superfluous

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def made(*ages: timedelta, size: int = 1) -> list[Kept]:
    return [
        Kept(Path(f"{at:%Y%m%dT%H%M%S}"), int(at.timestamp()), size)
        for at in (NOW - age for age in ages)
    ]


def stay(backups: list[Kept]) -> list[str]:
    gone = {each.path for each in superfluous(backups, int(NOW.timestamp()))}
    return sorted(str(each.path) for each in backups if each.path not in gone)


def hours(*numbers: int) -> list[Kept]:
    return made(*(timedelta(hours=number) for number in numbers))


def days(*numbers: int) -> list[Kept]:
    return made(*(timedelta(days=number) for number in numbers))


@pytest.mark.parametrize(
    ("backups", "staying"),
    [
        ([], 0),
        (days(4_000), 1),  # the last one is never too old
        (hours(0, 1, 2, 3, 20, 38), 6),  # all of today and yesterday
        (hours(40, 41, 42), 1),  # of the day before, the newest
        (days(*range(2, 14)), 12),
        (days(*range(2, 400)), 12 + 10 + 9),
        (days(*range(2, 2_000)), 12 + 10 + 9),
        (days(2, 30, 60, 90), 4),
        (days(-3_650, -1, 0, 1), 4),  # dated in the future
        (days(-3_650, 900, 901), 3),  # the newest of the past is not the one of the future
    ],
)
def test_what_stays(backups, staying) -> None:
    assert len(stay(backups)) == staying


def test_of_each_day_week_and_month_the_newest_stays() -> None:
    backups = days(*range(2, 400))
    kept = [datetime.strptime(name, "%Y%m%dT%H%M%S") for name in stay(backups)]
    kept.reverse()
    assert [(NOW.replace(tzinfo=None) - at).days for at in kept[:12]] == list(range(2, 14))
    weeks = [at.isocalendar()[:2] for at in kept[12:22]]
    assert len(set(weeks)) == 10
    assert all(at.isoweekday() == 7 for at in kept[13:22])
    assert len({(at.year, at.month) for at in kept[22:]}) == 9


def test_today_is_capped_by_count_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    today = made(*(timedelta(minutes=number) for number in range(60)))
    assert len(stay(today)) == retention.RECENT_COUNT
    monkeypatch.setattr(retention, "RECENT_BYTES", 10)
    assert len(stay(today)) == 10
    monkeypatch.setattr(retention, "RECENT_BYTES", 0)
    assert stay(today) == [f"{NOW:%Y%m%dT%H%M%S}"]


def test_a_clock_ten_years_ahead_and_back_again_costs_no_backup() -> None:
    backups = days(0, 1, 2)
    ahead = int((NOW + timedelta(days=3_650)).timestamp())
    wrong = Kept(Path("wrong"), ahead - 60, 1)
    assert wrong not in superfluous([*backups, wrong], ahead)
    assert superfluous([*backups, wrong], int(NOW.timestamp())) == []
