"""What templates embed: figures and glyphs as SVG with alternative text, and source lines."""

from typing import Any

from app.charts.numbers import number
from app.charts.palette import PRINT
from app.charts.shapes import Figure, Glyph
from app.charts.writer import svg
from app.models.kinds import kind_words
from app.models.results import Provenance
from app.reports.words import plain, stamp

GLYPH_WORDS = {
    "breach": "Missed, with a signal",
    "risk": "Missed",
    "met": "Met",
    "note": "Note",
    "dashed": "No verdict",
}


def drawing(figure: Figure) -> dict[str, Any]:
    """Write a figure for a template; sizes stay in pixels."""
    return {
        "svg": svg(figure, PRINT),
        "alt": figure.description,
        "width": figure.width,
        "height": figure.height,
    }


def glyphs() -> dict[str, dict[str, str]]:
    """Write every glyph that a template may name."""
    return {
        kind: {"svg": svg(Figure(12.0, 12.0, (Glyph(6.0, 6.0, kind),), words), PRINT), "alt": words}
        for kind, words in GLYPH_WORDS.items()
    }


def source_line(line: Provenance, zone: str) -> dict[str, str]:
    """Write one import for the table of sources, its as-of in the report's zone."""
    return {
        "batch": str(line.batch),
        "file": plain(line.file_name, 90),
        "sha256": line.sha256,
        "kind": kind_words(line.kind),
        "format": plain(line.format, 60),
        "rows": number(line.rows),
        "new": number(line.new),
        "changed": number(line.changed),
        "rejected": number(line.rejected),
        "as_of": stamp(line.as_of, zone),
        "zone": line.timezone or "UTC",
    }
