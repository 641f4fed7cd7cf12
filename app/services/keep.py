"""Backup, restore and check of the store."""

from pathlib import Path

from app.models.results import CheckReport
from app.services.tower import Tower, open_tower, wall_clock
from app.store import backup as store_backup
from app.store.audit import append
from app.store.check import check as check_store
from app.store.database import WHOLE
from app.store.health import note as note_health

__all__ = ["WHOLE", "backup", "check", "restore"]


def backup(tower: Tower, target: Path) -> Path:
    """A verified copy of the store at `target`; AppError when it can't be made."""
    store_backup.backup(tower.store, target)
    if not tower.store.read_only:
        _note(tower, "backup", target)
    return target


def restore(store: Path, source: Path) -> None:
    """Put a verified backup in the store's place; what was there is kept beside it."""
    store_backup.restore(store, source)
    with open_tower(store) as tower:
        _note(tower, "restore", source)


def check(tower: Tower) -> CheckReport:
    """Whether the store is whole: pages, rows, references, counts and the audit chain.

    What is found is noted beside the store: a damaged one opens read-only until it is restored.
    """
    report = check_store(tower.store)
    damage = report.problems[0] if report.problems else ""
    when = {} if report.problems else {"checked_at": wall_clock()}
    note_health(tower.path, damage=damage, **when)
    return report


def _note(tower: Tower, action: str, path: Path) -> None:
    with tower.store.writing() as conn:
        append(
            conn,
            action=action,
            object=path.name,
            detail={},
            actor=tower.user,
            recorder=tower.user,
            now=tower.now(),
            wall=wall_clock(),
        )
