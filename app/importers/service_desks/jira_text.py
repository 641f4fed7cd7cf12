"""Jira's rich text and lists as plain text: ADF documents, comments, changelogs (FORMATS §2.2)."""

import json
from typing import Any

from app.importers.cells import tidy_text
from app.importers.columns import Column, Context, Convert
from app.models.records import Value

_DEEPEST = 60
_BLOCKS = frozenset(
    {"paragraph", "heading", "codeBlock", "blockquote", "panel", "rule", "listItem", "tableRow",
     "mediaSingle", "taskItem", "decisionItem", "expand"}
)  # fmt: skip
_INLINE = frozenset({"mention", "emoji", "inlineCard", "status", "date"})
_SHOWN = ("text", "shortName", "url", "timestamp")
_NAMES = ("name", "value", "displayName", "label", "objectKey")
_ITEM = ("field", "fromString", "toString")
Found = dict[str, Any]
Step = tuple[str, ...]
"""Time, author, field, value before, value after."""


class RichText(Column):
    """Wiki markup as it is; an ADF document (or its `content`) as its plain text."""

    @property
    def prefers_stored(self) -> bool:
        """A text, not an id."""
        return False

    def compile(self, context: Context, header: str) -> Convert:
        """Cells that are no ADF stay as they are."""
        del context, header
        return lambda cells: [plain_of(tidy_text(cell)) for cell in cells]


def plain_of(text: str | None) -> str | None:
    """The plain text of a cell."""
    if text is None or text[:1] not in "[{":
        return text
    try:
        node = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(node, dict) and node.get("type") != "doc":
        return text
    if isinstance(node, list) and not all(isinstance(each, dict) and "type" in each
                                          for each in node):  # fmt: skip
        return text
    return adf_text(node)


def adf_text(node: Any) -> str | None:
    """An ADF node, or a list of them, as text with one line a block."""
    lines = "".join(_pieces(node, 0)).split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip()) or None


def _pieces(node: Any, depth: int) -> list[str]:
    if depth > _DEEPEST:
        return []
    if isinstance(node, list):
        return [piece for each in node for piece in _pieces(each, depth + 1)]
    if not isinstance(node, dict):
        return []
    kind = node.get("type")
    if kind == "hardBreak":
        return ["\n"]
    if kind == "text" or kind in _INLINE:
        return [_inline(node)]
    inner = _pieces(node.get("content"), depth + 1)
    if kind == "listItem":
        inner = ["- ", *inner]
    return [*inner, "\n"] if kind in _BLOCKS else inner


def _inline(node: Found) -> str:
    """Text, or what a mention, emoji, card or date shows."""
    shown = (node.get("text"), *(inside(node, "attrs", name) for name in _SHOWN))
    return str(next(filter(None, shown), ""))


def objects(text: object) -> list[Found]:
    """The objects of a cell of JSON text; none for any other cell."""
    if not isinstance(text, str) or text[:1] not in "[{":
        return []
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return []
    found = whole if isinstance(whole, list) else [whole]
    return [each for each in found if isinstance(each, dict)]


def inside(record: Found, *path: str) -> Any:
    """What stands under a path of names; None where it ends early."""
    value: Any = record
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def person(record: Found, name: str) -> str:
    """Who is named under `name`."""
    for field in ("displayName", "name", "emailAddress", "accountId"):
        shown = inside(record, name, field)
        if shown:
            return str(shown)
    return ""


def names_in(value: Value) -> Value:
    """The names of the objects in a cell, joined by `;`; any other cell as it is."""
    found = objects(value)
    if not found:
        return value
    named = (next(filter(None, map(each.get, _NAMES)), "") for each in found)
    return ";".join(str(name) for name in named if name) or None


def notes_of(comments: Value, steps: list[Step]) -> str | None:
    """Comments and changes by time: time and author, then what was said or changed."""
    notes = [
        (str(comment.get("created") or ""), person(comment, "author"), _said(comment.get("body")))
        for comment in objects(comments)
    ]
    notes += [
        (at, who, f"{field}: {before or '–'} → {after or '–'}")
        for at, who, field, before, after in steps
    ]
    notes.sort(key=lambda note: note[0])
    return "\n\n".join(f"{at} {who}\n{text}".strip() for at, who, text in notes) or None


def _said(body: Any) -> str:
    return body if isinstance(body, str) else adf_text(body) or ""


def changelog(text: object) -> list[Step]:
    """Each change of a field in a changelog's histories, oldest first."""
    changes = []
    for history in objects(text):
        at, author = str(history.get("created") or ""), person(history, "author")
        items = history.get("items")
        changes += [
            (at, author, *(str(item.get(name) or "") for name in _ITEM))
            for item in (items if isinstance(items, list) else ())
            if isinstance(item, dict)
        ]
    return sorted(changes, key=lambda change: change[0])
