"""The RCA package as a workbook that the review completes."""

from typing import Any

from app.charts.palette import PRINT
from app.models.duration import duration
from app.models.results import RcaPackage
from app.reports.report_frame import page_footer
from app.reports.scorecard_sheets import about
from app.reports.words import plain, stamp
from app.reports.workbook import STAMP, TO_FILL, Book, Cell, Column, lines, local, row_height

_BLANK_FACTORS = 4
_BLANK_ACTIONS = 8
_KINDS = ["technical", "process", "organisational", "monitoring"]
_TYPES = ["mitigate", "prevent", "detect", "process"]
QUESTIONS = (
    ("Detection", "What showed the failure, and what could have shown it earlier?"),
    ("Trigger", "What changed just before?"),
    ("Resolution", "What ended the impact, and how was that known?"),
    ("What went well", "What shortened the outage?"),
    ("What made it harder", "Which tools, facts or people were missing?"),
    ("Where we were lucky", "What could have made it worse?"),
)
"""Sections that no export can answer; the review writes them."""


def rca_workbook(package: RcaPackage) -> bytes:
    """Make the editable workbook of an RCA package; same package, same bytes.

    Sheets: Package, Timeline, Factors, Actions, Review, About, Sources. Times are wall time of
    the package's zone; lines that people complete say "To be filled".
    """
    book = Book(
        title=f"RCA package {package.key}",
        subject=package.title,
        author="Control Tower",
        now=package.now,
    )
    book.fact("AuditChainHead", package.chain_head)
    book.fact("Marks", ", ".join(package.marks))
    book.fact("Status", "DRAFT" if package.draft else "complete")
    footer = _footer(package)
    sheet = book.sheet("Package", footer)
    _front(book, sheet, package)
    _timeline(book, package, footer)
    _factors(book, package, footer)
    _actions(book, package, footer)
    _questions(book, footer)
    about(book, _evidence(package), package.provenance, footer, package.zone)
    sheet.activate()
    return book.close()


def _footer(package: RcaPackage) -> str:
    draft = ("DRAFT",) if package.draft else ()
    return page_footer(*draft, *package.marks, package.key, f"Times in {package.zone}")


def _front(book: Book, sheet: Any, package: RcaPackage) -> None:
    style = book.style
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 96)
    mark = "DRAFT · " if package.draft else ""
    title = style(bold=True, font_size=16)
    book.text(sheet, 0, 0, f"{package.key}: {plain(package.title, 160)}", title)
    about_it = f"{mark}RCA package  |  Times in {package.zone}  |  {', '.join(package.marks)}"
    book.text(sheet, 1, 0, about_it.rstrip("| "), style(font_color=PRINT["warn"], bold=True))
    sheet.set_row(0, 26)
    row = 3
    for heading, pairs in _blocks(package):
        book.text(sheet, row, 0, heading, style(bold=True, bg_color=PRINT["bd"]))
        book.text(sheet, row, 1, "", style(bg_color=PRINT["bd"]))
        sheet.set_row(row, 20)
        row += 1
        for label, words in pairs:
            book.text(sheet, row, 0, label, style(font_color=PRINT["t3"], valign="top"))
            missing = words == TO_FILL
            look = {"bg_color": PRINT["warnt"], "font_color": PRINT["warn"]} if missing else {}
            book.text(sheet, row, 1, words, style(text_wrap=True, valign="top", **look))
            sheet.set_row(row, row_height(lines(words, 96)))
            row += 1
        row += 1
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(0, 1)
    sheet.print_area(0, 0, row, 1)


def _blocks(package: RcaPackage) -> list[tuple[str, list[tuple[str, str]]]]:
    zone = package.zone
    header = [
        ("Priority", f"P{package.priority}" if package.priority else "not recorded"),
        ("State", package.state),
        ("Service", package.service or TO_FILL),
        ("Configuration item", package.ci or TO_FILL),
        ("Group", package.group or TO_FILL),
        ("Owner", package.assignee or "No owner"),
        ("Opened", stamp(package.opened, zone)),
        ("Restored", f"{stamp(package.restored, zone)} (from {package.restored_level})"),
        ("Resolved", stamp(package.resolved, zone) if package.resolved else "not yet"),
        ("Closed", stamp(package.closed, zone) if package.closed else "not yet"),
    ]
    took = [(name, duration(seconds)) for name, seconds in package.durations]
    missing = [(f"{index}", words) for index, words in enumerate(package.missing, start=1)]
    return [
        ("Header", header),
        ("Summary", [("In words", package.summary or TO_FILL)]),
        ("Impact with numbers", list(package.impact) or [("Impact", TO_FILL)]),
        ("Time taken", took or [("Durations", "not known")]),
        ("What is missing before this is no longer a draft", missing or [("", "Nothing.")]),
        ("Links", list(package.links) or [("", "None recorded.")]),
    ]


def _timeline(book: Book, package: RcaPackage, footer: str) -> None:
    columns = (
        Column(f"Time ({package.zone})", 24, STAMP),
        Column("Phase", 16),
        Column("Event", 80),
        Column("Source", 18),
        Column("Silence before, min", 12, "0"),
        Column("Note", 44),
    )
    rows = [
        [
            local(event.at, package.zone),
            event.phase,
            event.event,
            event.source,
            Cell(event.gap_s / 60, "0") if event.gap_s else None,
            f"{TO_FILL}: no entries, what happened?" if event.gap_s else "",
        ]
        for event in package.timeline
    ]
    book.table("Timeline", columns, rows, footer)


def _factors(book: Book, package: RcaPackage, footer: str) -> None:
    columns = (
        Column("Kind", 18),
        Column("Factor", 60),
        Column("Evidence", 50),
        Column("Check", 40),
    )
    rows = [[*row, "" if all(row) else _lacking(columns, row)] for row in package.factors]
    rows += [["", "", "", TO_FILL] for _ in range(_BLANK_FACTORS)]
    sheet, count = book.table("Factors", columns, rows, footer)
    sheet.data_validation(1, 0, count, 0, _choice(_KINDS))


def _actions(book: Book, package: RcaPackage, footer: str) -> None:
    columns = (
        Column("Action", 56),
        Column("Type", 14),
        Column("Owner", 20),
        Column("Due", 18),
        Column("Verification", 50),
        Column("Check", 40),
    )
    rows = [[*row, "" if all(row) else _lacking(columns, row)] for row in package.actions]
    rows += [["", "", "", "", "", TO_FILL] for _ in range(_BLANK_ACTIONS)]
    sheet, count = book.table("Actions", columns, rows, footer)
    sheet.data_validation(1, 1, count, 1, _choice(_TYPES))


def _lacking(columns: tuple[Column, ...], row: tuple[str, ...]) -> str:
    empty = [c.title.lower() for c, words in zip(columns, row, strict=False) if not words]
    return f"{TO_FILL}: {', '.join(empty)}"


def _choice(words: list[str]) -> dict[str, Any]:
    return {"validate": "list", "source": words, "error_type": "information"}


def _questions(book: Book, footer: str) -> None:
    columns = (Column("Section", 24), Column("Question", 56), Column("Answer", 80))
    rows = [[title, question, TO_FILL] for title, question in QUESTIONS]
    book.table("Review", columns, rows, footer)


def _evidence(package: RcaPackage) -> list[tuple[str, str]]:
    return [
        ("Report", f"RCA package {package.key}"),
        ("Status", "DRAFT" if package.draft else "complete"),
        ("Zone of all times", package.zone),
        ("Made at", stamp(package.now, package.zone)),
        ("Marks", ", ".join(package.marks) or "none"),
        ("Control Tower", package.app_version),
        ("Audit chain head", package.chain_head or "none"),
    ]
