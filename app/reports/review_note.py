"""The daily review note as Markdown for a chat, a mail or a wiki."""

import re

from app.models.results import ReviewNote
from app.reports.words import plain, stamp

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def review_markdown(note: ReviewNote) -> str:
    """Write the note; text from records is escaped so that it stays text in any renderer."""
    lines = [
        f"# Daily review, {stamp(note.now, note.zone)}",
        "",
        f"**{_text(note.headline)}**",
        "",
        f"Since {stamp(note.since, note.zone)}. Times in {note.zone}.",
    ]
    if note.marks:
        lines += ["", f"*{_text(', '.join(note.marks))}*"]
    for title, found in note.sections:
        lines += ["", f"## {_text(title)}", ""]
        lines += [f"- {_text(words)}" for words in found] or ["Nothing."]
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    return _MARKUP.sub(r"\\\1", plain(words, 2_000))
