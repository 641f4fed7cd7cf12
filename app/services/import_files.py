"""Files and folders in, each in a child process and a transaction of its own; and out again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.models.errors import AppError, Cancelled
from app.models.evidence import Evidence
from app.models.kinds import others_words
from app.models.records import Options
from app.models.results import BatchLine, FileResult, ImportReport
from app.services.clock import parse_instant
from app.services.import_child import FileProgress, ImportCancelled, ImportChild, newest
from app.services.import_job import ImportJob
from app.services.tower import Tower, wall_clock
from app.store.records import batches
from app.store.tables import MAIN_TABLES
from app.store.write import undo_batch

MANIFEST = "manifest.json"
_WORST = ("imported", "imported_with_warnings", "needs_decision", "rejected")


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    options: Options
    as_of: int | None = None
    demo: bool = False


def import_files(
    tower: Tower,
    paths: Sequence[Path],
    options: Options = Options(),  # noqa: B008 - frozen
    *,
    as_of: int | None = None,
    dry_run: bool = False,
    progress: FileProgress | None = None,
    evidence: Evidence = Evidence(),  # noqa: B008 - frozen
    allow_mass_change: bool = False,
    demo: bool = False,
) -> ImportReport:
    """Import files, and what is in folders, one after the other (CLI.md `tower import`).

    A folder with a manifest.json (such as `tower demo` writes) is read as the manifest says.
    Before the first file is stored a verified backup is made. `evidence` is what the exporter
    says of one file; `allow_mass_change` answers the question of store/brake.py. With `demo` single
    files are demo data, as a manifest may say of its own.
    Cancelled stops the file at work; its words say what was stored already and stays.
    """
    if evidence != Evidence() and (len(paths) > 1 or paths[0].is_dir()):
        raise AppError("What an exporter says is said of one file: import that file by itself.")
    tower.store.check_place()
    found = [_sources(tower, path, options, as_of, demo=demo) for path in paths]
    todo = [each for one in found for each in (one if isinstance(one, list) else [one])]
    results: list[FileResult] = []
    begun = newest(tower)
    with ImportChild(tower) as child:
        for place, source in enumerate(todo):
            if isinstance(source, FileResult):
                results.append(source)
                continue
            if tower.store.read_only:
                results.append(_refused(tower, source))
                continue
            job = replace(
                _job(tower, source, dry_run=dry_run),
                backup=all((result.batch or 0) <= begun for result in results),
                facts=place == len(todo) - 1,
                evidence=evidence,
                allow_mass_change=allow_mass_change,
            )
            try:
                results.append(child.run(job, progress))
            except (Cancelled, KeyboardInterrupt) as stop:
                raise _stopped(stop, results, source, dry_run=dry_run) from None
    status = max((result.status for result in results), key=_WORST.index, default="rejected")
    return ImportReport(status, _summary(results), tuple(results))


def past_imports(tower: Tower) -> tuple[BatchLine, ...]:
    """Every batch, newest first."""
    rows = batches(tower.store)
    undone = {row["reverses"] for row in rows if row["reverses"] is not None}
    return tuple(
        BatchLine(
            batch=row["id"],
            file_name=row["file_name"],
            format=row["format"],
            kind=row["kind"],
            imported_at=row["imported_at"],
            rows=row["rows"],
            new=row["new"],
            changed=row["changed"],
            rejected=row["rejected"],
            undone=row["id"] in undone,
            reverses=row["reverses"],
            also=others_words(_also_new(row), ()),
        )
        for row in sorted(rows, key=lambda row: -int(row["id"]))
    )


def _also_new(row: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(table, new records) of a batch beside those of its own kind."""
    main = MAIN_TABLES.get(row["kind"], "ticket")
    found = []
    for table, told in json.loads(row["contents"]).items():
        first, after = told.get("ids", (0, 0))
        if table != main and after > first:
            found.append((table, after - first))
    return found


def undo(tower: Tower, batch: int) -> FileResult:
    """Take one batch back by a reversal entry; later batches and edits stay."""
    stored = undo_batch(tower.store, batch, now=tower.now(), wall=wall_clock(), actor=tower.user)
    return FileResult(
        "",
        "imported",
        f"Batch {batch} was taken back: {stored.new:,} records removed, "
        f"{stored.changed:,} restored.",
        rows=stored.rows,
        new=stored.new,
        changed=stored.changed,
        batch=stored.batch,
        by_kind=stored.by_kind,
    )


def _sources(
    tower: Tower, path: Path, options: Options, as_of: int | None, *, demo: bool
) -> list[_Source] | FileResult:
    if not path.exists():
        return FileResult(
            str(path), "rejected", f"{path}: there is no such file or folder. Nothing was imported."
        )
    if not path.is_dir():
        return [_Source(path, options, as_of, demo)]
    if (path / MANIFEST).is_file():
        return _from_manifest(tower, path, options)
    files = sorted(
        entry
        for entry in path.iterdir()
        if entry.is_file() and not entry.is_symlink() and not entry.name.startswith(".")
    )
    if not files:
        inner = sorted(entry.name for entry in path.iterdir() if entry.is_dir())
        more = f" but folders, such as {inner[0]}: name those" if inner else ""
        return FileResult(
            str(path), "rejected", f"{path}: the folder holds no files{more}. Nothing was imported."
        )
    return [_Source(entry, options, as_of, demo) for entry in files]


def _from_manifest(tower: Tower, folder: Path, options: Options) -> list[_Source]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        entries = manifest["files"]
        return [
            _Source(
                folder / Path(entry["name"]).name,
                replace(
                    options,
                    timezone=options.timezone or entry.get("timezone"),
                    date_order=options.date_order or entry.get("date_order"),
                    scope=options.scope or entry.get("scope"),
                ),
                parse_instant(entry["as_of"], tower.zone) if entry.get("as_of") else None,
                bool(manifest.get("demo")),
            )
            for entry in entries
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AppError(
            f"{folder / MANIFEST} can't be read ({error}). Remove it to import the folder's files."
        ) from error


def _job(tower: Tower, source: _Source, *, dry_run: bool) -> ImportJob:
    return ImportJob(
        store=tower.path,
        path=source.path,
        shown_path=str(source.path),
        options=source.options,
        as_of=source.as_of,
        now=tower.now(),
        wall=wall_clock(),
        actor=tower.user,
        demo=source.demo,
        dry_run=dry_run,
        report_zone=tower.zone,
        place=tower.store.place,
    )


def _refused(tower: Tower, source: _Source) -> FileResult:
    return FileResult(
        str(source.path),
        "rejected",
        f"{source.path.name}: {tower.store.read_only} Nothing was imported.",
    )


def _stopped(
    stop: BaseException, results: Sequence[FileResult], source: _Source, *, dry_run: bool
) -> BaseException:
    """The wish to stop, with what stays imported in words."""
    before = sum(1 for result in results if result.status.startswith("imported"))
    if dry_run or not before:
        return stop
    late = str(stop) if isinstance(stop, ImportCancelled) else ""
    words = late or f"Cancelled; nothing of {source.path.name} was kept."
    stay = "file before it stays" if before == 1 else f"{before} files before it stay"
    return ImportCancelled(f"{words} The {stay} imported.")


def _summary(results: Sequence[FileResult]) -> str:
    if len(results) == 1:
        return results[0].message
    done = sum(1 for result in results if result.status.startswith("imported"))
    words = f"{done} of {len(results)} files imported"
    for status, name in (("needs_decision", "need a decision"), ("rejected", "rejected")):
        count = sum(1 for result in results if result.status == status)
        words += f", {count} {name}" if count else ""
    return words + "."
