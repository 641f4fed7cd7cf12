"""One file into the store: runs in a child process, so that no file can take the window with it."""

import contextlib
import gc
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.models.errors import AppError, DecisionNeeded
from app.models.evidence import Evidence
from app.models.kinds import others_words
from app.models.problems import Problem
from app.models.profile import Profile
from app.models.records import Options, Progress, Reading, Reject, Stored
from app.models.results import FileResult, ProblemRows
from app.models.results.preview import problem_rows
from app.services.freshness import AsOf
from app.store.collecting import collector_paused

if TYPE_CHECKING:
    from app.store.database import Store

MEMORY_CAP = 3 << 30
"""Bytes of address space that the reading child may use.

A JSON document of 1 GB needs that much, since it is parsed whole; CSV of 1 GB needs a quarter of it
(docs/decisions.md, Structure).
"""
FILE_CAP = 2 << 30
"""Bytes of the largest file that is read."""
_SHOWN = 20


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
            _asking(job.path.name, str(question)),
            decision=(decision.question, decision.option, decision.choices),
        )
    except (AppError, MemoryError, OSError) as error:
        result = FileResult(job.shown_path, "rejected", refusal(job.path.name, error))
    except Exception as error:  # noqa: BLE001 - a defect must be told too
        result = FileResult(job.shown_path, "rejected", _defect(job.path.name, error))
    return replace(result, seconds=round(time.monotonic() - begun, 3))


def _asking(name: str, question: str) -> str:
    named = question if name in question else f"{name}: {question}"
    return f"{named} Nothing was imported."


def _defect(name: str, error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"{name}: the import met a defect of the program ({type(error).__name__}: {error}, "
        f"{Path(place.filename).name} line {place.lineno}). Nothing was imported; send this line "
        "with the file's header to whoever looks after the program."
    )


def refusal(name: str, error: Exception) -> str:
    """The plain sentence for a file that was not imported."""
    if isinstance(error, MemoryError):
        words = "needs more memory than an import may use. Split the export by month, or export CSV"
    elif isinstance(error, OSError) and not isinstance(error, AppError):
        words = f"can't be read ({error.strerror or error}). Check that it exists and may be opened"
    else:
        words = str(error).rstrip(".")
        if "was stored as batch" in words:
            return f"{words}."
        if name in words:
            return f"{words}. Nothing was imported."
    return f"{name}: {words}. Nothing was imported."


def cap_memory() -> None:
    """Hold this process to MEMORY_CAP, with no core dump; where the system can."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_CAP, MEMORY_CAP))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _import(job: ImportJob, progress: Progress, keeps: Callable[[str], None] | None) -> FileResult:
    from app import importers
    from app.importers.known import Known
    from app.services.same_file import decided_otherwise, says_more
    from app.services.zone_evidence import zone_hint
    from app.store.automatic import backup_before_import
    from app.store.database import check_weekly, open_store
    from app.store.known_groups import known_groups
    from app.store.profiles import saved_profiles
    from app.store.records import find_batch_by_hash, rejects
    from app.store.write import store_reading

    size = job.path.stat().st_size
    if size > FILE_CAP:
        raise AppError(
            f"{job.path.name} is {size >> 20:,} MB; files up to {FILE_CAP >> 20:,} MB are read"
        )
    digest = _sha256(job.path)
    store = open_store(job.store, create=job.place is None, place=job.place)
    try:
        known = find_batch_by_hash(store, digest)
        saved = saved_profiles(store)
        otherwise = known is not None and decided_otherwise(
            job.options, job.as_of, known, _profile_of(saved, known)
        )
        more = otherwise or (known is not None and says_more(job.evidence, known))
        if known is not None and not job.dry_run and not more:
            return _already(job, known, rejects(store, int(str(known["id"]))))
        profiles = Known(saved, known_groups(store))
        reading = importers.read(job.path, job.options, profiles, progress)
        if known is not None and otherwise:
            reading.warnings.append(_read_otherwise(known))
        seen = reading.recognised
        scope = reading.decided.scope or "full"
        evidence = AsOf(job.as_of, int(job.path.stat().st_mtime), job.now)
        evidence.watch(reading)
        if not job.dry_run and not store.read_only:
            check_weekly(store, job.wall)
            if job.backup:
                backup_before_import(store, job.wall, coming=size)
            if not importers.confidential(seen.format):
                _keep_source(job, store.sources_folder, digest, keeps)
        effect: list[str] = []
        hints: list[str] = []

        def look(cursor: sqlite3.Cursor) -> None:
            from app.services.import_effect import effect_of  # pulls in the analysis

            effect.extend(effect_of(store, cursor, job.report_zone, job.now))
            hints.extend(zone_hint(cursor, seen.timezone))

        stored = store_reading(
            store,
            reading,
            file_name=job.path.name,
            sha256=digest,
            size=size,
            scope=scope,
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
        if job.facts and not job.dry_run:
            with contextlib.suppress(AppError, OSError, MemoryError):  # the import itself is done
                _make_facts(store)
    finally:
        store.close()
    result = _result(job, reading, stored, scope, evidence.settled())
    return replace(result, effect=tuple(effect), warnings=(*hints, *result.warnings))


def _make_facts(store: "Store") -> None:
    """The window then finds the columns of this revision ready."""
    from app.services.text_rules import TEXT_RULES
    from app.store.facts import load_facts

    load_facts(store, TEXT_RULES)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _keep_source(
    job: ImportJob, folder: Path, digest: str, keeps: Callable[[str], None] | None
) -> None:
    """Keep the source file content-addressed beside the store, owner-only."""
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / digest
    if kept.exists():
        return
    if keeps is not None:
        keeps(digest)
    part = folder / f".~{digest}.{os.getpid()}"
    try:
        shutil.copyfile(job.path, part)
        part.chmod(0o600)
        part.replace(kept)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise AppError(
            f"{job.path.name} can't be kept beside the store in {folder} ({error.strerror}). "
            "Free some space or choose another store"
        ) from error


def _profile_of(profiles: Sequence[Profile], known: dict[str, Any]) -> Profile | None:
    mine = (known["format"], known["header_hash"])
    return next((each for each in profiles if (each.format, each.header_hash) == mine), None)


def _read_otherwise(known: dict[str, Any]) -> str:
    return (
        f"Batch {known['id']} is this very file, read with other decisions, and still counts: "
        "where both tell a record at the same time, either may stand. To have the new reading "
        f"alone, take both back (`tower undo {known['id']}` is the first) and import it again."
    )


def _already(job: ImportJob, known: dict[str, object], left_out: list[Reject]) -> FileResult:
    """The same bytes again: everything unchanged, nothing is read or written."""
    from app.services.formats import formats

    count = {
        name: int(str(known[name])) for name in ("rows", "new", "changed", "unchanged", "rejected")
    }
    records = count["new"] + count["changed"] + count["unchanged"]
    return FileResult(
        job.shown_path,
        "imported_with_warnings" if count["rejected"] else "imported",
        f"{job.path.name} was imported before as batch {known['id']}; nothing to do.",
        format=str(known["format"]),
        system=next((row.system for row in formats() if row.id == known["format"]), ""),
        kind=str(known["kind"]),
        encoding=str(known["encoding"] or ""),
        delimiter=str(known["delimiter"] or ""),
        timezone=str(known["timezone"] or ""),
        date_order=str(known["date_order"] or ""),
        scope=str(known["scope"]),
        rows=count["rows"],
        unchanged=records,
        rejected=count["rejected"],
        rejects=_first(left_out),
        by_kind=tuple(json.loads(str(known["by_kind"])).items()),
        warnings=tuple(json.loads(str(known["warnings"]))),
        batch=int(str(known["id"])),
        as_of=int(str(known["as_of"])),
        problems=_problems_of(json.loads(str(known.get("problems") or "[]"))),
        cut=str(known.get("cut") or ""),
    )


def _problems_of(stored: list[dict[str, Any]]) -> tuple[ProblemRows, ...]:
    return tuple(
        problem_rows(
            Problem(each["kind"], each["action"], each["rows"], tuple(map(tuple, each["sample"])))
        )
        for each in stored
    )


def _first(left_out: Sequence[Reject]) -> tuple[tuple[int, str, str, str], ...]:
    """The first twenty rows that were left out, as they stand in the file."""
    return tuple((r.row, r.column, r.value, r.reason) for r in sorted(left_out, key=_row)[:_SHOWN])


def _row(reject: Reject) -> int:
    return reject.row


def _result(job: ImportJob, reading: Reading, stored: Stored, scope: str, as_of: int) -> FileResult:
    seen = reading.recognised
    warnings = stored.warnings
    if scope != (job.options.scope or "full"):
        warnings = (*warnings, f"Read as {scope}, as decided before; --scope full changes that.")
    warned = bool(stored.rejected or warnings)
    status = "imported_with_warnings" if warned else "imported"
    done = "would be imported" if job.dry_run else "imported"
    left_out = f", {stored.rejected:,} left out" if stored.rejected else ""
    others = others_words(stored.by_kind, stored.new_by_kind)
    also = f"; also {others}" if others else ""
    return FileResult(
        job.shown_path,
        status,
        f"{job.path.name} {done}: {stored.new:,} new, {stored.changed:,} changed, "
        f"{stored.unchanged:,} unchanged{left_out}{also}.",
        format=seen.format,
        system=seen.system,
        kind=seen.kind,
        encoding=seen.encoding or "",
        delimiter=seen.delimiter or "",
        timezone=seen.timezone or "",
        date_order=seen.date_order or "",
        scope=scope,
        rows=stored.rows,
        new=stored.new,
        changed=stored.changed,
        unchanged=stored.unchanged,
        rejected=stored.rejected,
        by_kind=stored.by_kind,
        rejects=_first(stored.rejects),
        warnings=warnings,
        batch=stored.batch,
        as_of=as_of,
        cut=reading.cut or "",
        problems=tuple(map(problem_rows, reading.problems)),
        new_by_kind=stored.new_by_kind,
    )
