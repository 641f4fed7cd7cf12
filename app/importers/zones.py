"""The time zones of exports: an IANA name, the question for one, days with a single offset."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.importers.written_stamps import short
from app.models.errors import AppError, Decision

UTC_ZONE = ZoneInfo("UTC")
"""Stored (raw) values are UTC."""


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone; raises AppError naming an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AppError(
            f"“{name}” is not a time zone. Use an IANA name such as Europe/Berlin or UTC."
        ) from error


def zone_question(text: str) -> Decision:
    """The question when times carry no zone."""
    return Decision(
        f"Times such as {short(text)} carry no zone. In which time zone were they exported?",
        "--timezone",
    )


def even_offset(day: date, zone: ZoneInfo) -> timedelta | None:
    """The zone's offset where it is the same at every full hour of the day, else None."""
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local wall time
    last = timedelta(hours=23, minutes=59, seconds=59)
    moments = [start + timedelta(hours=hour) for hour in range(24)] + [start + last]
    offsets = {
        moment.replace(tzinfo=zone, fold=fold).utcoffset() for moment in moments for fold in (0, 1)
    }
    return offsets.pop() if len(offsets) == 1 else None
