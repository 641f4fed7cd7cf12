"""What is told of a file after its import: its counts, its warnings, why it was refused."""

import json
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.models.errors import AppError
from app.models.kinds import others_words
from app.models.problems import Problem
from app.models.records import Options, Reading, Reject, Stored
from app.models.results import FileResult, ProblemRows
from app.models.results.preview import problem_rows

_SHOWN = 20


def asking(name: str, question: str) -> str:
    """The sentence for a file that waits for a decision."""
    named = question if name in question else f"{name}: {question}"
    return f"{named} Nothing was imported."


def defect(name: str, error: Exception) -> str:
    """The sentence for a file that met an error nobody foresaw, with its place in the program."""
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


def already(
    name: str, shown_path: str, known: dict[str, object], left_out: list[Reject]
) -> FileResult:
    """The same bytes again: everything unchanged, nothing is read or written.

    `known` is their batch as it is stored, `left_out` its rejects.
    """
    from app.services.formats import formats

    count = {
        each: int(str(known[each])) for each in ("rows", "new", "changed", "unchanged", "rejected")
    }
    records = count["new"] + count["changed"] + count["unchanged"]
    return FileResult(
        shown_path,
        "imported_with_warnings" if count["rejected"] else "imported",
        f"{name} was imported before as batch {known['id']}; nothing to do.",
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


def imported(
    name: str,
    shown_path: str,
    reading: Reading,
    stored: Stored,
    *,
    asked: Options,
    as_of: int,
    dry_run: bool,
) -> FileResult:
    """A file that was stored, or would be in a dry run.

    `asked` are the options of this import alone, `as_of` is in UTC seconds.
    """
    seen = reading.recognised
    scope = reading.decided.scope or "full"
    warnings = stored.warnings
    if scope != (asked.scope or "full"):
        warnings = (*warnings, f"Read as {scope}, as decided before; --scope full changes that.")
    warned = bool(stored.rejected or warnings)
    status = "imported_with_warnings" if warned else "imported"
    done = "would be imported" if dry_run else "imported"
    left_out = f", {stored.rejected:,} left out" if stored.rejected else ""
    others = others_words(stored.by_kind, stored.new_by_kind)
    also = f"; also {others}" if others else ""
    return FileResult(
        shown_path,
        status,
        f"{name} {done}: {stored.new:,} new, {stored.changed:,} changed, "
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
