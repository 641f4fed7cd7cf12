"""The RCA package of one incident: a PDF to read and a workbook to complete (ENGINEERING §3.4)."""

from typing import Any

from app.charts.timeline import timeline
from app.models.counts import counted
from app.models.duration import duration
from app.models.moments import stamp as day_time
from app.models.results import RcaEvent, RcaPackage
from app.reports.figures import drawing, glyphs, source_line
from app.reports.rca_workbook import QUESTIONS, rca_workbook
from app.reports.typeset import typeset
from app.reports.words import plain, stamp

__all__ = ["rca_pdf", "rca_workbook"]

_MOST_EVENTS = 150
_WIDTH = 688.0
_LEAST_ACTIONS = 4


def rca_pdf(package: RcaPackage) -> bytes:
    """Make the PDF of an RCA package: A4, PDF/UA-1, marked DRAFT until complete.

    Times are wall time of the package's zone. Same package, same bytes. Raises AppError when
    the typesetter refuses.
    """
    return typeset("rca.typ", _data(package), package.now)


def _data(package: RcaPackage) -> dict[str, Any]:
    shown = package.timeline[:_MOST_EVENTS]
    cut = len(package.timeline) - len(shown)
    gaps = [event.gap_s for event in package.timeline if event.gap_s]
    silence = (
        f", {counted(len(gaps), 'gap')} over 15 minutes, longest {duration(max(gaps))}"
        if gaps
        else ""
    )
    return {
        "key": plain(package.key, 60),
        "title": plain(package.title, 160) or "Untitled incident",
        "marks": [plain(words, 60) for words in package.marks],
        "draft": package.draft,
        "context": f"Times in {package.zone}",
        "facts": plain(_facts(package), 300),
        "card": _card(package),
        "summary": plain(package.summary, 1_200),
        "impact": _pairs(package.impact) or [["Impact", "no figures recorded"]],
        "durations": [[plain(name, 60), duration(seconds)] for name, seconds in package.durations]
        or [["Durations", "not known"]],
        "missing": [plain(words, 300) for words in package.missing],
        "timeline_note": f"{len(package.timeline)} events{silence}.",
        "timeline_figure": drawing(timeline(package, _WIDTH, 186.0)),
        "time_header": f"Time ({package.zone})",
        "timeline": [_event(event, package.zone) for event in shown],
        "timeline_cut": f"{cut} later events are in the workbook." if cut else "",
        "factors": [[plain(word, 300) for word in row] for row in package.factors]
        or [["", "", ""]],
        "actions": _actions(package),
        "prompts": [list(prompt) for prompt in QUESTIONS],
        "links": _pairs(package.links),
        "sources": [source_line(line, package.zone) for line in package.provenance],
        "evidence": _evidence(package),
        "footer": f"From the records of {plain(package.key, 60)}; facts, not judgement of people.",
        "glyphs": glyphs(),
    }


def _facts(package: RcaPackage) -> str:
    words = [
        f"P{package.priority}" if package.priority else "no priority",
        package.state,
        f"service {package.service}" if package.service else "no service recorded",
        f"item {package.ci}" if package.ci else "no configuration item recorded",
        package.group or "no group",
        package.assignee or "No owner",
    ]
    return " · ".join(word for word in words if word)


def _card(package: RcaPackage) -> list[list[str]]:
    opened, restored = package.opened, package.restored
    took = restored - opened if opened is not None and restored is not None else None
    level = plain(package.restored_level, 40)
    return [
        ["Opened", *_both_clocks(opened, package.zone, "unknown")],
        ["Restored in", duration(took), f"taken from {level}" if restored is not None else level],
        ["Resolved", *_both_clocks(package.resolved, package.zone, "not yet")],
        _main_impact(package),
    ]


def _main_impact(package: RcaPackage) -> list[str]:
    """The first figure of the impact that the card does not already say."""
    told = {"priority", "impact and urgency", "time to restore", "unavailable"}
    label, words = next(
        ((label, words) for label, words in package.impact if label.lower() not in told),
        ("Impact", "not recorded"),
    )
    main, _, rest = plain(words, 60).partition(", ")
    return [plain(label, 24), main, rest]


def _both_clocks(at: int | None, zone: str, without: str) -> tuple[str, str]:
    return (without, "") if at is None else (day_time(at, zone), stamp(at, "UTC"))


def _event(event: RcaEvent, zone: str) -> dict[str, str]:
    return {
        "at": day_time(event.at, zone),
        "phase": plain(event.phase, 24),
        "event": plain(event.event, 400),
        "source": plain(event.source, 40),
        "gap": f"▲ {duration(event.gap_s)}" if event.gap_s else "",
    }


def _actions(package: RcaPackage) -> list[list[str]]:
    rows = [[plain(word, 300) for word in row] for row in package.actions]
    blank = max(1, _LEAST_ACTIONS - len(rows))
    rows += [[""] * 5 for _ in range(blank)]
    return [[str(index), *row] for index, row in enumerate(rows, start=1)]


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [[plain(label, 60), plain(words, 300)] for label, words in pairs]


def _evidence(package: RcaPackage) -> list[list[str]]:
    made = f"{stamp(package.now, package.zone)} with Control Tower {package.app_version}"
    return [
        ["Zone of all times", package.zone],
        ["Made at", made],
        ["Audit chain head", package.chain_head or "none"],
        ["Marks", plain(", ".join(package.marks), 200) or "none"],
    ]
