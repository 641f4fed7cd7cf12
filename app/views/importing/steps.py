"""The six steps of an import and what the foot of the screen says. Pure: no Qt, no store."""

from app.models.counts import counted
from app.views.importing.basket import Entry

FILES, DETECT, MAP, DATES, DRY_RUN, IMPORT = range(1, 7)
TITLES = ("Files", "Detect", "Map columns", "Dates and zones", "Dry run", "Import")
MASS_CHANGE = "--allow-mass-change"
Step = tuple[str, str, str]
"""(glyph, title, words)."""


def steps(entries: tuple[Entry, ...], entry: Entry | None) -> tuple[Step, ...]:
    """Every step for the strip: 1, 2 and 6 tell of all files, the others of the one selected."""
    told = (
        ("met", f"{len(entries)} chosen") if entries else ("half", "none yet"),
        _detect(entries),
        _map(entry),
        _dates(entry),
        _dry_run(entry),
        _import(entries),
    )
    return tuple((glyph, title, words) for title, (glyph, words) in zip(TITLES, told, strict=True))


def first_step(entry: Entry | None) -> int:
    """Where a file that was just chosen is looked at first."""
    if entry is None:
        return FILES
    if entry.trouble or entry.guessed:
        return DETECT
    return DATES if entry.seen is not None and entry.seen.zone_confidence == "open" else MAP


def step_of(option: str) -> int:
    """The step in which a question of the import is answered (`--timezone`)."""
    if option == MASS_CHANGE:
        return DRY_RUN
    if option == "--mapping":
        return MAP
    return DATES if option in ("--timezone", "--date-order") else DETECT


def _detect(entries: tuple[Entry, ...]) -> tuple[str, str]:
    seen = [entry for entry in entries if entry.seen or entry.results]
    if not seen:
        return "ring", ""
    known = [entry for entry in seen if not entry.trouble and not entry.unclaimed]
    guessed = [entry for entry in known if entry.guessed]
    words = (
        f"{len(known)} recognised"
        if len(known) == len(seen)
        else (f"{len(known)} of {len(seen)} recognised")
    )
    return ("risk" if len(known) < len(seen) or guessed else "met"), words


def _map(entry: Entry | None) -> tuple[str, str]:
    if entry is None or entry.seen is None or entry.trouble or entry.unclaimed:
        return "ring", ""
    if entry.missing:
        return "risk", f"{len(entry.missing)} to map"
    review = entry.to_review
    if review:
        return "risk", f"{review} to review"
    mapped = sum(bool(column.field) for column in entry.seen.columns)
    return "met", f"{mapped} mapped"


def _dates(entry: Entry | None) -> tuple[str, str]:
    if entry is None or entry.trouble or entry.unclaimed or not (entry.seen or entry.results):
        return "ring", ""
    if entry.decision is not None and step_of(entry.decision[1]) == DATES:
        return "risk", "to decide"
    seen = entry.seen
    if seen is None:
        return "met", "settled"
    if seen.zone_confidence == "open":
        return "risk", "zone to decide"
    odd = sum(bool(one.remark) for one in seen.dates)
    if odd:
        return "risk", f"{odd} unusual"
    return "met", "settled" if seen.time_headers else "no times"


def _dry_run(entry: Entry | None) -> tuple[str, str]:
    if entry is not None and entry.decision and step_of(entry.decision[1]) == DRY_RUN:
        return "risk", "to decide"
    if entry is None or not entry.results or entry.decision is not None or entry.trouble:
        waits = entry is not None and entry.state == "waiting" and not entry.trouble
        return "ring", "not run" if waits else ""
    left_out = entry.total("rejected")
    if left_out:
        return "risk", f"{left_out:,} left out"
    flagged = sum(problem.rows for result in entry.results for problem in result.problems)
    return "met", f"{flagged:,} flagged" if flagged else "no problems"


def _import(entries: tuple[Entry, ...]) -> tuple[str, str]:
    done = [entry for entry in entries if entry.state == "imported"]
    ready = any(entry.ready for entry in entries)
    return ("met" if done and not ready else "ring"), (f"{len(done)} done" if done else "")


def summary(entries: tuple[Entry, ...], *, busy: bool, read_only: str) -> tuple[str, str]:
    """(words, glyph) of what holds for all files together; `read_only` says why the store is."""
    ready = [entry for entry in entries if entry.ready]
    asking = sum(entry.decision is not None for entry in entries)
    waiting = sum(entry.state == "waiting" and not entry.trouble for entry in entries)
    files = f"{counted(asking, 'file')} {'needs' if asking == 1 else 'need'}"
    others = "; the others can be imported now" if ready else ""
    review = _review_words(ready)
    empty = [entry for entry in entries if entry.state == "checked" and entry.all_left_out]
    emptied = (
        empty[0].path.name if len(empty) == 1 else counted(len(empty), "file") if empty else ""
    )
    stored = sum(entry.state == "imported" for entry in entries)
    done = f"{counted(stored, 'file')} imported" if stored else ""
    refused = sum(bool(entry.trouble) for entry in entries)
    lines = (
        (bool(read_only), f"Read-only: {read_only} Nothing can be imported.", "risk"),
        (busy, "Working; the status bar shows how far it is", "half"),
        (bool(asking), f"{files} a decision{others}", "risk"),
        (bool(waiting), "The decisions are newer than the dry run; run it again", "ring"),
        (bool(emptied), f"Every row of {emptied} is left out; step 5 says why", "risk"),
        (bool(review), f"{review}; you can import now and fix later", "risk"),
        (
            bool(ready) and bool(refused),
            f"{counted(len(ready), 'file')} ready, {refused} can't be imported; step 2 says why",
            "risk",
        ),
        (bool(ready), "Ready. Each file becomes one batch that can be undone", "met"),
        (
            bool(entries) and all(entry.state == "imported" for entry in entries),
            "Everything is imported",
            "met",
        ),
        (bool(done and refused), f"{done}; {refused} can't be, step 2 says why", "risk"),
        (bool(entries), "Nothing here can be imported; step 2 says why", "breach"),
    )
    return next(
        ((words, glyph) for holds, words, glyph in lines if holds),
        ("Choose files to begin", "ring"),
    )


def _review_words(ready: list[Entry]) -> str:
    """What is still open in the files that can go in: columns to review, rows with a problem."""
    columns = sum(entry.to_review for entry in ready)
    rows = sum(problem.rows for entry in ready for result in entry.results
               for problem in result.problems)  # fmt: skip
    left_out = sum(entry.total("rejected") for entry in ready)
    parts = [
        f"{counted(columns, 'column')} to review" if columns else "",
        f"{counted(rows, 'row')} with a problem" if rows else "",
        f"{left_out:,} of them left out" if rows and left_out else "",
        f"{counted(left_out, 'row')} left out" if left_out and not rows else "",
    ]
    return ", ".join(part for part in parts if part)
