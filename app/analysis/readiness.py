"""Whether a change record holds what a CAB asks for: presence and substance (METRICS K11)."""

from collections.abc import Mapping

from app.analysis.record_rating import WRITTEN, text_rating, window
from app.models.change import APPROVED
from app.models.results import Readiness

COMPLETE, PARTIAL, MISSING, UNKNOWN = "complete", "partial", "missing", "unknown"
GOOD_NOTICE_S = 2 * 86400
"""Planned so long after it was opened, a change leaves time to tell its users."""

_WEIGHTS = (
    ("Impact", 20), ("Plan", 20), ("Backout", 20), ("Test", 15), ("CI", 10), ("Schedule", 10),
    ("Approval", 5),
)  # fmt: skip
_SHARE = {COMPLETE: 1.0, PARTIAL: 0.5, MISSING: 0.0, UNKNOWN: 0.0}
_ASKED = ("requested", "asked")
_EARLY = ("new", "assess", "authorize", "unknown", "")
_NO_BACKOUT_CAP, _NO_CI_CAP, _UNAPPROVED_CAP = 40, 50, 50


def readiness(record: Mapping[str, object], now: int) -> Readiness:
    """The six marks of a change record, its score 0-100 and the gap in words (METRICS K11).

    `record` is one row of the `change` table; instants in it and `now` are UTC seconds. CIs that
    the row itself doesn't name may be given as `cis`; without that field a missing service is
    unknown, and what is unknown counts neither for nor against.
    """
    risk = _risk(record)
    marks = {
        "Impact": substance(_text(record, "risk_analysis")),
        "Plan": substance(_text(record, "implementation_plan")),
        "Backout": substance(_text(record, "backout_plan")),
        "Test": substance(_text(record, "test_plan")),
        "CI": _scope(record),
        "Schedule": _schedule(record),
        "Approval": _approval(record),
    }
    shown = (
        ("Risk", risk),
        ("Impact", marks["Impact"]),
        ("Test", marks["Test"]),
        ("Backout", marks["Backout"]),
        ("Approval", marks["Approval"]),
        ("Notice", _notice(record)),
    )
    shares = {name: _SHARE[mark] for name, mark in marks.items()}
    shares["Impact"] = (_SHARE[risk] + shares["Impact"]) / 2
    known = [(weight, shares[name]) for name, weight in _WEIGHTS if marks[name] != UNKNOWN]
    score = round(100 * sum(w * share for w, share in known) / sum(w for w, _ in known))
    return Readiness(shown, min(score, _cap(record, marks, now)), gap_words(shown))


def substance(text: str) -> str:
    """Complete when the text can say something (record_rating), partial when not, else missing."""
    if not text.strip():
        return MISSING
    return COMPLETE if text_rating(text) >= WRITTEN else PARTIAL


def gap_words(items: tuple[tuple[str, str], ...]) -> str:
    """What lacks, in words: "Backout, approval missing; test partial"; "Ready" for nothing."""
    parts = [
        f"{', '.join(names)} {mark}"
        for mark in (MISSING, PARTIAL)
        if (names := [name.lower() for name, state in items if state == mark])
    ]
    said = "; ".join(parts)
    return said[:1].upper() + said[1:] if said else "Ready"


def _text(record: Mapping[str, object], field: str) -> str:
    value = record.get(field)
    return "" if value is None else str(value)


def _instant(record: Mapping[str, object], field: str) -> int | None:
    value = record.get(field)
    return value if isinstance(value, int) else None


def _risk(record: Mapping[str, object]) -> str:
    if record.get("risk"):
        return COMPLETE
    return PARTIAL if _text(record, "risk_raw").strip() else MISSING


def _scope(record: Mapping[str, object]) -> str:
    service, cis = bool(_text(record, "service").strip()), bool(record.get("cis"))
    if "cis" not in record:
        return COMPLETE if service else UNKNOWN
    if service and cis:
        return COMPLETE
    return PARTIAL if service or cis else MISSING


def _schedule(record: Mapping[str, object]) -> str:
    start, end = _instant(record, "planned_start_at"), _instant(record, "planned_end_at")
    return {1.0: COMPLETE, 0.5: PARTIAL}.get(window(start, end), MISSING)


def _approval(record: Mapping[str, object]) -> str:
    said = _text(record, "approval_state").strip().casefold()
    if said:
        if said in APPROVED:
            return COMPLETE
        return PARTIAL if said in _ASKED else MISSING
    return MISSING if _text(record, "state") in _EARLY else COMPLETE


def _notice(record: Mapping[str, object]) -> str:
    """By the lead time from opened to the planned start; emergencies can't give notice."""
    start, opened = _instant(record, "planned_start_at"), _instant(record, "opened_at")
    if start is None or opened is None:
        return UNKNOWN
    if start <= opened:
        return MISSING
    return COMPLETE if start - opened >= GOOD_NOTICE_S else PARTIAL


def _cap(record: Mapping[str, object], marks: Mapping[str, str], now: int) -> int:
    """No backout on medium or high risk 40, no CI 50, not approved at the start 50."""
    caps = [100]
    if marks["Backout"] == MISSING and record.get("risk") in {1, 2, 3}:
        caps.append(_NO_BACKOUT_CAP)
    if marks["CI"] == MISSING:
        caps.append(_NO_CI_CAP)
    start = _instant(record, "planned_start_at")
    if marks["Approval"] != COMPLETE and start is not None and start <= now:
        caps.append(_UNAPPROVED_CAP)
    return min(caps)
