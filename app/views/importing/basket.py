"""The files on the import screen and how far each one is. Pure: no Qt, no store."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.models.counts import counted
from app.models.evidence import Evidence
from app.models.kinds import kind_words
from app.models.records import Options
from app.models.results import FileResult, ImportReport
from app.models.results.preview import FilePreview

CONTAINERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "¤": "currency sign"}
FAIR_MATCH = 0.85
"""Below this share of cells that convert, a column is marked (DESIGN_LANGUAGE §9 Import)."""
MANIFEST = "manifest.json"
_UNKNOWN = " Say what it holds"
"""How the reader goes on about a file that it can read and no format claims."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder, with the answers given and what its last dry run or import said.

    `state`: waiting (for its dry run), checked, imported. `seen` is None until the file was
    looked at, and for a folder.
    """

    path: Path
    options: Options = field(default_factory=Options)
    state: str = "waiting"
    results: tuple[FileResult, ...] = ()
    seen: FilePreview | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    """(name in the file, group that it is read as): stored with the import."""
    evidence: Evidence = Evidence()  # noqa: RUF009 - frozen
    """What the exporter says of the file."""
    mass_change: bool = False
    """The user allowed that much changes at once (store/brake.py)."""

    @property
    def decision(self) -> tuple[str, str, tuple[str, ...]] | None:
        """The first question that has to be answered before it can go in."""
        if self.state == "waiting":
            return None
        asked = next((r.decision for r in self.results if r.decision is not None), None)
        refused = bool(self.results) and not any(fits(r) for r in self.results)
        return asked or (self._own_question() if refused else None)

    def _own_question(self) -> tuple[str, str, tuple[str, ...]] | None:
        """What the screen can ask about a file that the dry run refused."""
        if self.unclaimed:
            words = (
                f"No format claims {self.path.name} by itself. Choose what it holds under "
                "“Read as”; step 3 then maps its columns."
            )
            return words, "--as", ()
        if self.missing:
            words = f"No column is read as {', '.join(self.missing)} yet. Choose it in step 3."
            return words, "--mapping", ()
        return None

    @property
    def unclaimed(self) -> bool:
        """It can be read, and nothing says what it holds."""
        return is_unclaimed(self.seen)

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of the fields that the format needs and no column is read as."""
        seen = self.seen
        if seen is None or not seen.columns:
            return ()
        there = {column.field for column in seen.columns}
        return tuple(one.label for one in seen.fields if one.required and one.field not in there)

    @property
    def one(self) -> FileResult | None:
        """What the last dry run or import said of a single file."""
        return self.results[0] if len(self.results) == 1 else None

    @property
    def ready(self) -> bool:
        """True when its dry run allows the import of at least one file, and a row of it is left."""
        allowed = self.state == "checked" and any(fits(r) for r in self.results)
        return allowed and not self.all_left_out

    @property
    def all_left_out(self) -> bool:
        """No row of it would go in."""
        return 0 < self.total("rows") <= self.total("rejected")

    @property
    def trouble(self) -> str:
        """Why it can't be read; empty when it can or nobody has looked yet."""
        if self.results and self.state != "waiting":
            refused = self.decision is None and not any(fits(r) for r in self.results)
            return self.results[0].message if refused else ""
        return self.seen.trouble if self.seen and not self.unclaimed else ""

    @property
    def sure(self) -> float | None:
        """How sure the detection is, 0 to 1; None where nothing was detected."""
        seen = self.seen
        if seen is None or seen.trouble or not seen.format:
            return None
        named = (one.sure for one in seen.candidates if one.format == seen.format)
        return next(named, 1.0 if seen.claimed else None)

    @property
    def guessed(self) -> bool:
        """No format claims the file for certain and nobody chose one."""
        return self.seen is not None and not self.seen.claimed and not self.options.format

    @property
    def to_review(self) -> int:
        """Columns that need a look: a decision, or many cells that don't convert."""
        columns = self.seen.columns if self.seen else ()
        return sum(
            bool(one.decision) or (one.match is not None and one.match < FAIR_MATCH)
            for one in columns
        )

    @property
    def glyph(self) -> str:
        """The status glyph: not checked, can't, question or left-out rows, fine."""
        if self.trouble:
            return "breach"
        if self.decision is not None or self.to_review or self.total("rejected"):
            return "risk"
        return "met" if self.results else "ring"

    @property
    def words(self) -> str:
        """System and kind, or why it can't be imported."""
        if self.trouble:
            return "Can't be imported"
        if len(self.results) > 1:
            return f"Folder of {counted(len(self.results), 'file')}"
        source = self.one if self.one and self.one.system else self.seen
        if source is None or not source.system:
            return "Needs a decision" if self.decision else "Waiting for its dry run"
        return " · ".join(part for part in (source.system, kind_words(source.kind)) if part)

    def total(self, name: str) -> int:
        """Sum of one count ("rows", "new", "changed", "unchanged", "rejected")."""
        return sum(int(getattr(result, name)) for result in self.results)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was assumed or looks odd."""
        return tuple(line for result in self.results for line in result.warnings)


def is_unclaimed(seen: FilePreview | None) -> bool:
    """Whether a look found cells and a header that no format claims; the user says what it is."""
    return seen is not None and bool(seen.header_hash) and _UNKNOWN in seen.trouble


def fits(result: FileResult) -> bool:
    """Whether a dry run says that the file can go in."""
    return result.status.startswith(("imported", "would_import"))


def spread(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """`paths` with the files of plain folders in their place.

    A folder with a manifest stays whole, because the manifest says how its files are read; one
    that can't be listed or holds no file stays too, so that the import says why.
    """
    out: list[Path] = []
    for path in paths:
        out += _inside(path) or [path]
    return tuple(dict.fromkeys(out))


def _inside(path: Path) -> list[Path]:
    try:
        if not path.is_dir() or (path / MANIFEST).is_file():
            return []
        return sorted(
            one
            for one in path.iterdir()
            if one.is_file() and not one.is_symlink() and not one.name.startswith(".")
        )
    except OSError:
        return []


def add(entries: tuple[Entry, ...], paths: tuple[Path, ...]) -> tuple[Entry, ...]:
    """`entries` with those of `paths` that are not there yet; imported ones start anew."""
    kept = [entry for entry in entries if not (entry.state == "imported" and entry.path in paths)]
    known = {entry.path for entry in kept}
    fresh = [Entry(path) for path in dict.fromkeys(paths) if path not in known]
    return (*kept, *fresh)


def at(
    entries: tuple[Entry, ...], path: Path, change: Callable[[Entry], Entry]
) -> tuple[Entry, ...]:
    """`entries` with the one of `path` changed."""
    return tuple(change(entry) if entry.path == path else entry for entry in entries)


def decided(entry: Entry, options: Options) -> Entry:
    """`entry` with other decisions; the old results stay in sight until the next dry run."""
    return replace(entry, options=options, state="waiting", mass_change=False)


def previewed(entry: Entry, seen: FilePreview) -> Entry:
    """`entry` after a look at the file; what its profile decided is taken over."""
    return replace(entry, seen=seen, options=seen.options)


def checked(entry: Entry, report: ImportReport) -> Entry:
    """`entry` after its dry run."""
    return replace(entry, state="checked", results=report.files)


def imported(entry: Entry, report: ImportReport) -> Entry:
    """`entry` after its import; a file that could not go in stays open."""
    done = any(fits(result) for result in report.files)
    return replace(entry, state="imported" if done else "checked", results=report.files)
