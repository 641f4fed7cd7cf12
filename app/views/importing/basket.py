"""The files on the import screen and how far each one is. Pure: no Qt, no store."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.models.counts import counted
from app.models.records import Options
from app.models.results import FileResult, ImportReport

CONTAINERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "¤": "currency sign"}
KIND_WORDS = {
    "incident": "Incidents",
    "request": "Requests",
    "problem": "Problems",
    "change": "Changes",
    "window": "Windows",
    "service": "Services",
    "ci": "CIs",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder, with the answers given and what its last dry run or import said.

    `state`: waiting (for its dry run), checked, imported.
    """

    path: Path
    options: Options = field(default_factory=Options)
    state: str = "waiting"
    results: tuple[FileResult, ...] = ()

    @property
    def decision(self) -> tuple[str, str, tuple[str, ...]] | None:
        """The first question that has to be answered."""
        return next((r.decision for r in self.results if r.decision is not None), None)

    @property
    def ready(self) -> bool:
        """True when its dry run allows the import of at least one file."""
        return self.state == "checked" and any(fits(r) for r in self.results)

    @property
    def glyph(self) -> str:
        """The status glyph: not checked, can't, question or left-out rows, fine."""
        if self.state == "waiting":
            return "ring"
        if not any(fits(r) for r in self.results) and self.decision is None:
            return "breach"
        if all(r.status == "imported" for r in self.results):
            return "met"
        return "risk"

    @property
    def words(self) -> str:
        """System and kind, or why it can't be imported."""
        if self.state == "waiting":
            return "Waiting for its dry run"
        if self.decision is not None:
            return "Needs a decision"
        if self.glyph == "breach":
            return "Can't be imported"
        if len(self.results) > 1:
            return f"Folder of {len(self.results)} files"
        one = self.results[0]
        kind = KIND_WORDS.get(one.kind, one.kind.capitalize())
        return " · ".join(part for part in (one.system, kind) if part)

    def total(self, name: str) -> int:
        """Sum of one count ("rows", "new", "changed", "unchanged", "rejected")."""
        return sum(int(getattr(result, name)) for result in self.results)

    @property
    def rejects(self) -> tuple[tuple[int, str, str, str], ...]:
        """The rows that are left out, as far as they were listed."""
        return tuple(row for result in self.results for row in result.rejects)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was assumed or looks odd."""
        return tuple(line for result in self.results for line in result.warnings)


def fits(result: FileResult) -> bool:
    """Whether a dry run says that the file can go in."""
    return result.status.startswith(("imported", "would_import"))


def add(entries: tuple[Entry, ...], paths: tuple[Path, ...]) -> tuple[Entry, ...]:
    """`entries` with those of `paths` that are not there yet; imported ones start anew."""
    kept = [entry for entry in entries if not (entry.state == "imported" and entry.path in paths)]
    known = {entry.path for entry in kept}
    fresh = [Entry(path) for path in dict.fromkeys(paths) if path not in known]
    return (*kept, *fresh)


def answered(entry: Entry, option: str, value: str) -> Entry:
    """`entry` with one answer, to be checked again. `option` as on the command line."""
    name = option.removeprefix("--").replace("-", "_")
    decided: dict[str, Any] = {name: value or None}
    return replace(entry, options=replace(entry.options, **decided), state="waiting", results=())


def checked(entries: tuple[Entry, ...], path: Path, report: ImportReport) -> tuple[Entry, ...]:
    """`entries` after the dry run of `path`."""
    return tuple(
        replace(entry, state="checked", results=report.files) if entry.path == path else entry
        for entry in entries
    )


def imported(entries: tuple[Entry, ...], path: Path, report: ImportReport) -> tuple[Entry, ...]:
    """`entries` after the import of `path`; a file that could not go in stays open."""
    done = any(fits(result) for result in report.files)
    return tuple(
        replace(entry, state="imported" if done else "checked", results=report.files)
        if entry.path == path
        else entry
        for entry in entries
    )


def steps(entries: tuple[Entry, ...]) -> tuple[tuple[str, str, str], ...]:
    """(glyph, title, words) of each step, for the strip over the screen."""
    seen = [entry for entry in entries if entry.state != "waiting"]
    asking = [entry for entry in entries if entry.decision is not None]
    refused = [entry for entry in seen if entry.glyph == "breach"]
    left_out = sum(entry.total("rejected") for entry in seen)
    done = [entry for entry in entries if entry.state == "imported"]
    known = len(seen) - len(refused)
    ready = [entry for entry in entries if entry.ready]
    return (
        (
            "met" if entries else "half",
            "Files",
            f"{len(entries)} chosen" if entries else "none yet",
        ),
        (
            "ring" if not seen else "risk" if refused else "met",
            "Detect",
            f"{known} of {len(seen)} recognised" if seen else "",
        ),
        (
            "ring" if not known else "half" if asking else "met",
            "Dates and zones",
            f"{len(asking)} to decide" if asking else "settled" if known else "",
        ),
        (
            "ring" if not known or asking else "risk" if left_out else "met",
            "Dry run",
            f"{counted(left_out, 'row')} left out" if left_out else "no problems" if ready else "",
        ),
        (
            "met" if done and not ready else "half" if ready and not asking else "ring",
            "Import",
            f"{len(done)} done" if done else "",
        ),
    )


def summary(entries: tuple[Entry, ...], *, busy: bool, read_only: str) -> tuple[str, str]:
    """(words, glyph) of what holds for all files together; `read_only` says why the store is."""
    ready = [entry for entry in entries if entry.ready]
    asking = sum(entry.decision is not None for entry in entries)
    left_out = sum(entry.total("rejected") for entry in ready)
    files = "1 file needs" if asking == 1 else f"{asking} files need"
    others = "; the others can be imported now" if ready else ""
    lines = (
        (bool(read_only), f"{read_only} Nothing can be imported.", "risk"),
        (busy, "Working; the status bar shows how far it is", "half"),
        (bool(asking), f"{files} a decision{others}", "risk"),
        (
            bool(left_out),
            f"{counted(left_out, 'row')} will be left out, listed with the reason",
            "risk",
        ),
        (bool(ready), "Ready. Each file becomes one batch that can be undone", "met"),
        (
            bool(entries) and all(entry.state == "imported" for entry in entries),
            "Everything is imported",
            "met",
        ),
        (
            any(entry.state == "waiting" for entry in entries),
            "No dry run yet; run it again",
            "ring",
        ),
        (
            bool(entries),
            "Nothing here can be imported; the reason stands under Detection",
            "breach",
        ),
    )
    return next(
        ((words, glyph) for holds, words, glyph in lines if holds),
        ("Choose files to begin", "ring"),
    )
