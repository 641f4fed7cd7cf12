"""One file into the store: runs in a child process, so that no file can take the window with it."""

import contextlib
import gc
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.models.errors import AppError, DecisionNeeded
from app.models.evidence import Evidence
from app.models.profile import Profile
from app.models.records import Options, Progress, Reading
from app.models.results import FileResult
from app.services.freshness import AsOf
from app.services.import_limits import FILE_CAP, cap_memory
from app.services.import_result import already, asking, defect, imported, refusal
from app.services.source_copies import keep_source, sha256_of
from app.store.collecting import collector_paused

if TYPE_CHECKING:
    from app.store.database import Store


@dataclass(frozen=True, slots=True)
class ImportJob:
    """Everything the child needs to import one file."""

    store: Path
    path: Path
    shown_path: str
    options: Options
    as_of: int | None
    now: int
    wall: int
    actor: str
    demo: bool
    dry_run: bool
    report_zone: str = ""
    backup: bool = True
    """Copy the store first; False when this run already has."""
    facts: bool = True
    """Make the columns of the new revision ready; only the last file of a run needs to."""
    evidence: Evidence = field(default_factory=Evidence)
    allow_mass_change: bool = False
    place: tuple[int, int] | None = None
    """Which file the store must be, of the one that asks; without it one is made when needed."""


def serve(pipe: Connection) -> None:
    """Entry of the child: imports one job after the other until its parent closes the pipe.

    Of each job it sends ("progress", done, total) and at last ("result", FileResult). Before it
    copies the source beside the store it sends ("keeps", sha256), so that its parent can take the
    copy away when nothing comes of the import.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cap_memory()
    with contextlib.suppress(EOFError, OSError):
        while True:
            _serve(pipe, pipe.recv())
    gc.freeze()  # the end of the process needn't visit everything once more


def _serve(pipe: Connection, job: ImportJob) -> None:
    last = [0.0]

    def progress(done: int, total: int) -> None:
        moment = time.monotonic()
        if moment - last[0] >= 0.1:
            last[0] = moment
            pipe.send(("progress", done, total))

    with collector_paused():
        pipe.send(("result", run_job(job, progress, lambda it: pipe.send(("keeps", it)))))
    gc.collect()


def run_job(
    job: ImportJob, progress: Progress, keeps: Callable[[str], None] | None = None
) -> FileResult:
    """Import one file in this process; every trouble of the world becomes a FileResult.

    `keeps` is told the hash of a source that is copied beside the store, before it is.
    """
    begun = time.monotonic()
    try:
        result = _import(job, progress, keeps)
    except DecisionNeeded as question:
        decision = question.decision
        result = FileResult(
            job.shown_path,
            "needs_decision",
            asking(job.path.name, str(question)),
            decision=(decision.question, decision.option, decision.choices),
        )
    except (AppError, MemoryError, OSError) as error:
        result = FileResult(job.shown_path, "rejected", refusal(job.path.name, error))
    except Exception as error:  # noqa: BLE001 - a defect must be told too
        result = FileResult(job.shown_path, "rejected", defect(job.path.name, error))
    return replace(result, seconds=round(time.monotonic() - begun, 3))


def _import(job: ImportJob, progress: Progress, keeps: Callable[[str], None] | None) -> FileResult:
    from app import importers
    from app.importers.known import Known
    from app.services.same_file import decided_otherwise, says_more
    from app.store.database import open_store
    from app.store.known_groups import known_groups
    from app.store.profiles import saved_profiles
    from app.store.records import find_batch_by_hash, rejects

    size = _size_of(job.path)
    digest = sha256_of(job.path)
    with closing(open_store(job.store, create=job.place is None, place=job.place)) as store:
        known = find_batch_by_hash(store, digest)
        saved = saved_profiles(store)
        otherwise = known is not None and decided_otherwise(
            job.options, job.as_of, known, _profile_of(saved, known)
        )
        more = otherwise or (known is not None and says_more(job.evidence, known))
        if known is not None and not job.dry_run and not more:
            left_out = rejects(store, int(str(known["id"])))
            return already(job.path.name, job.shown_path, known, left_out)
        profiles = Known(saved, known_groups(store))
        reading = importers.read(job.path, job.options, profiles, progress)
        if known is not None and otherwise:
            reading.warnings.append(_read_otherwise(known))
        evidence = AsOf(job.as_of, int(job.path.stat().st_mtime), job.now)
        evidence.watch(reading)
        if not job.dry_run and not store.read_only:
            _copy_first(job, store, size)
            if not importers.confidential(reading.recognised.format):
                keep_source(job.path, store.sources_folder, digest, keeps)
        result = _store(job, store, reading, evidence, digest, size)
        if job.facts and not job.dry_run:
            with contextlib.suppress(AppError, OSError, MemoryError):  # the import itself is done
                _make_facts(store)
    return result


def _size_of(path: Path) -> int:
    """Bytes of a file; raises AppError when they are too many."""
    size = path.stat().st_size
    if size > FILE_CAP:
        raise AppError(
            f"{path.name} is {size >> 20:,} MB; files up to {FILE_CAP >> 20:,} MB are read"
        )
    return size


def _copy_first(job: ImportJob, store: "Store", size: int) -> None:
    """The weekly check and the copy of the store that come before a file is stored."""
    from app.store.automatic import backup_before_import
    from app.store.database import check_weekly

    check_weekly(store, job.wall)
    if job.backup:
        backup_before_import(store, job.wall, coming=size)


def _store(
    job: ImportJob, store: "Store", reading: Reading, evidence: AsOf, digest: str, size: int
) -> FileResult:
    """Store what is read, in a dry run only for a look at what it would change."""
    from app.services.zone_evidence import zone_hint
    from app.store.write import store_reading

    effect: list[str] = []
    hints: list[str] = []

    def look(cursor: sqlite3.Cursor) -> None:
        from app.services.import_effect import effect_of  # pulls in the analysis

        effect.extend(effect_of(store, cursor, job.report_zone, job.now))
        hints.extend(zone_hint(cursor, reading.recognised.timezone))

    stored = store_reading(
        store,
        reading,
        file_name=job.path.name,
        sha256=digest,
        size=size,
        scope=reading.decided.scope or "full",
        as_of=evidence.settled(),
        now=job.now,
        wall=job.wall,
        actor=job.actor,
        demo=job.demo,
        dry_run=job.dry_run,
        settle_as_of=evidence.settled,
        evidence=job.evidence,
        allow_mass_change=job.allow_mass_change,
        look=look if job.dry_run else None,
    )
    result = imported(
        job.path.name,
        job.shown_path,
        reading,
        stored,
        asked=job.options,
        as_of=evidence.settled(),
        dry_run=job.dry_run,
    )
    return replace(result, effect=tuple(effect), warnings=(*hints, *result.warnings))


def _make_facts(store: "Store") -> None:
    """The window then finds the columns of this revision ready."""
    from app.services.text_rules import TEXT_RULES
    from app.store.facts import load_facts

    load_facts(store, TEXT_RULES)


def _profile_of(profiles: Sequence[Profile], known: dict[str, Any]) -> Profile | None:
    mine = (known["format"], known["header_hash"])
    return next((each for each in profiles if (each.format, each.header_hash) == mine), None)


def _read_otherwise(known: dict[str, Any]) -> str:
    return (
        f"Batch {known['id']} is this very file, read with other decisions, and still counts: "
        "where both tell a record at the same time, either may stand. To have the new reading "
        f"alone, take both back (`tower undo {known['id']}` is the first) and import it again."
    )
