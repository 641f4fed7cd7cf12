"""What is known of a store from outside it: its last full check, its log's head, its damage.

All of it stands in one small file beside the store. It is advice: without it nothing is lost but
the advice.
"""

import json
import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.store.files import SIDE_FILES, private, temporary_beside

WEEK_S = 7 * 86_400
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Health:
    """What was noted. `checked_at` is UTC seconds of the last full check that found it whole."""

    checked_at: int | None = None
    sequence: int = 0
    """The last entry of the audit log, and its hash, when the store was last written."""
    head: str = ""
    damage: str = ""
    """What a check found; empty while the store is whole."""


def health_path(store: Path) -> Path:
    """The file with the notes."""
    return store.with_name(store.name + ".health")


def read_health(store: Path) -> Health:
    """What was noted; nothing when the file is not there or not readable."""
    try:
        found = json.loads(health_path(store).read_text("utf-8"))
        return Health(
            int(found["checked_at"]) if found["checked_at"] is not None else None,
            int(found["sequence"]),
            str(found["head"]),
            str(found["damage"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Health()


def note(store: Path, **what: object) -> None:
    """Change what is noted; a folder that can't be written keeps what it has."""
    changed = replace(read_health(store), **what)  # type: ignore[arg-type]
    temporary = temporary_beside(health_path(store))
    with suppress(OSError), private():
        try:
            temporary.write_text(json.dumps(asdict(changed)), "utf-8")
            temporary.replace(health_path(store))
        finally:
            temporary.unlink(missing_ok=True)


def forget(store: Path) -> None:
    """Nothing is known any more: another file takes the store's place."""
    with suppress(OSError):
        health_path(store).unlink(missing_ok=True)


def check_is_due(store: Path, wall: int) -> bool:
    """Whether the last full check is more than a week ago, in the future, or unknown."""
    checked = read_health(store).checked_at
    return checked is None or not 0 <= wall - checked < WEEK_S


def lost_entries(store: Path, noted: Health, sequence: int, head: str) -> str:
    """One sentence when the store ends before what was noted of it; empty when it doesn't.

    `noted` must have been read before the store's own (sequence, head).
    """
    if not noted.sequence or sequence > noted.sequence:
        return ""
    if sequence == noted.sequence:
        return "" if head == noted.head else _other_file(store)
    missing = noted.sequence - sequence
    return (
        f"{store.name} lacks the last {missing:,} of {noted.sequence:,} entries of its log: its "
        "write-ahead log was removed, or an older file was put in its place. Import again what is "
        "missing, or put a backup back with `tower restore`."
    )


def _other_file(store: Path) -> str:
    return f"{store.name} is not the file that was last written here: its audit log differs."


def backup_pattern(store: Path) -> re.Pattern[str]:
    """What automatic backups of a store before imports are called."""
    name, suffix = re.escape(store.stem), re.escape(store.suffix)
    return re.compile(rf"{name}-(\d{{8}}T\d{{6}}Z)(?:-\d+)?{suffix}")


def automatic_backups(store: Path) -> list[tuple[int, Path]]:
    """(when, by its name, UTC seconds; file) of each backup made before an import, oldest first."""
    pattern, found = backup_pattern(store), []
    with suppress(OSError):
        for path in store.with_name("backups").iterdir():
            if match := pattern.fullmatch(path.name):
                at = time.strptime(match[1] + "UTC", STAMP + "%Z")
                found.append((_seconds(at), path))
    return sorted(found)


def _seconds(at: time.struct_time) -> int:
    import calendar

    return calendar.timegm(at)


def remedy(store: Path) -> str:
    """What can be done about a damaged store, in one or two sentences."""
    backups = automatic_backups(store)
    if backups:
        at, path = backups[-1]
        when = time.strftime("%d %b %Y, %H:%M", time.gmtime(at))
        return (
            f"`tower restore {path}` puts back what it held on {when} UTC; the damaged file will "
            "be kept beside it."
        )
    sources = store.with_name("sources")
    if sources.is_dir():
        return (
            "Put a backup back with `tower restore`, or import the files kept in "
            f"{sources} into a new store; the damaged file will be kept beside it."
        )
    return "Put a backup back with `tower restore`; the damaged file will be kept beside it."


def space_of(store: Path) -> int:
    """Bytes of the store with what SQLite keeps beside it."""
    parts = (store.with_name(store.name + suffix) for suffix in ("", *SIDE_FILES))
    return sum(part.stat().st_size for part in parts if part.exists())
