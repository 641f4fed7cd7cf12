"""The sheet that says where a scorecard comes from: parameters and files (RELIABILITY §7)."""

import hashlib

from app.models.results import Provenance, Scorecard
from app.reports.words import stamp
from app.reports.workbook import STAMP, Book, Column, local

_FILES = (
    Column("Import", 26),
    Column("File", 36),
    Column("SHA-256", 68),
    Column("Format", 24),
    Column("Kind", 14),
    Column("Rows", 10),
    Column("New", 10),
    Column("Changed", 10),
    Column("Unchanged", 11),
    Column("Rejected", 10),
    Column("Data as of", 21, STAMP),
    Column("Imported", 21, STAMP),
    Column("Zone in the file", 18),
)


def source_hash(card: Scorecard) -> str:
    """SHA-256 over the hashes of all source files, in import order."""
    return hashlib.sha256("".join(line.sha256 for line in card.provenance).encode()).hexdigest()


def evidence(card: Scorecard) -> list[tuple[str, str]]:
    """What the report was made with, in words: period, scope, zone, versions, audit chain."""
    zone = card.zone
    return [
        ("Report", card.title),
        ("Period", f"{card.period.id}: {card.period.label}"),
        ("Period start", stamp(card.period.start, zone)),
        ("Period end, not included", stamp(card.period.end, zone)),
        ("Report zone", zone),
        ("Scope", card.scope or "all groups"),
        ("Data as of", stamp(card.as_of, zone)),
        ("Made at", stamp(card.now, zone)),
        ("Prepared by", card.prepared_by),
        ("Marks", ", ".join(card.marks) or "none"),
        ("Definitions version", str(card.definitions_version)),
        ("Targets and definitions", "today's" if card.recomputed else "those of the period's time"),
        ("Control Tower", card.app_version),
        ("Audit chain head", card.chain_head or "none"),
        ("Rows read from all files", f"{sum(line.rows for line in card.provenance):,}"),
        ("Rows rejected", f"{sum(line.rejected for line in card.provenance):,}"),
    ]


def add_provenance(book: Book, card: Scorecard, footer: str) -> None:
    """Add parameters above and below them one row a file, as the table tblProvenance."""
    facts = evidence(card)
    sheet = book.block("Provenance", len(facts) + 1, _FILES, _files(card), footer)
    strong = book.style(bold=True, align="left", indent=1)
    words = book.style(align="left", indent=1)
    for row, (label, value) in enumerate(facts):
        book.text(sheet, row, 0, label, strong)
        book.text(sheet, row, 1, value, words)


def _files(card: Scorecard) -> list[list[object]]:
    return [_file(line, card.zone) for line in card.provenance]


def _file(line: Provenance, zone: str) -> list[object]:
    return [
        line.batch, line.file_name, line.sha256, line.format, line.kind,
        line.rows, line.new, line.changed,
        max(0, line.rows - line.new - line.changed - line.rejected), line.rejected,
        local(line.as_of, zone), local(line.imported_at, zone), line.timezone or "UTC",
    ]  # fmt: skip
