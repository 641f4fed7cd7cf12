"""Notes on a KPI's chart: what happened at a point, where new limits begin, what is left out."""

from collections.abc import Mapping
from dataclasses import replace

from app.analysis.kpis import KPIS
from app.analysis.periods import KINDS, parse_period
from app.models.errors import AppError
from app.models.kpi import NOTE_KINDS
from app.models.results import ChartNote
from app.models.scope import EVERYTHING, Scope
from app.services.clock import wall
from app.services.targets import label_of
from app.services.tower import Tower
from app.store import kpi_versions
from app.store.audit import append

_LONGEST = 300
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def annotate(
    tower: Tower,
    kpi: str,
    period: str,
    kind: str,
    words: str,
    *,
    scope: Scope = EVERYTHING,
    event_key: str = "",
) -> int:
    """Keep a note on one period's point; its id. AppError when something lacks.

    A `phase` begins new limits with the period, `left_out` keeps its point out of the baseline:
    both need the reason in words (METRICS §4.1).
    """
    label, place = label_of(kpi), parse_period(period, tower.zone)
    cadence = next(line.cadence for line in KPIS if line.id == kpi)
    if KINDS.index(place.kind) < KINDS.index(cadence):
        raise AppError(
            f"{label} is reported by {cadence}; a note on {place.label} would never be shown. "
            f"Name a {cadence}."
        )
    if kind not in NOTE_KINDS:
        raise AppError(f"“{kind}” is no kind of note. Use {', '.join(NOTE_KINDS)}.")
    said = " ".join(words.split())
    if not said:
        raise AppError(f"Say what happened in {place.label}; {label} keeps it with the point.")
    if len(said) > _LONGEST:
        raise AppError(f"The note has {len(said)} characters; {_LONGEST} are shown. Shorten it.")
    values = {
        "kpi": kpi,
        "part": "",
        "scope": scope.words(),
        "period": place.id,
        "kind": kind,
        "words": said,
        "event_key": event_key.strip() or None,
        "author": tower.user,
        "recorded_at": tower.now(),
        "withdrawn": None,
    }
    return _record(tower, f"chart {kind} added", f"{kpi} {place.id}", values)


def withdraw(tower: Tower, note: int) -> None:
    """Take a note back; AppError when it isn't there or was taken back already."""
    held = next((each for each in kpi_versions.notes(tower.store) if each["id"] == note), None)
    if held is None:
        raise AppError(f"There is no note {note}, or it was taken back already.")
    values = {name: held[name] for name in held if name != "id"}
    values |= {"withdrawn": note, "author": tower.user, "recorded_at": tower.now()}
    _record(tower, "chart note taken back", f"{held['kpi']} {held['period']}", values)


def notes_for(
    tower: Tower, kind: str, scope: Scope = EVERYTHING
) -> dict[str, tuple[ChartNote, ...]]:
    """The notes of each KPI in a scorecard by week, month or quarter, lettered by period.

    A KPI that is reported more rarely has those of its own periods. A note on everything is shown
    in every scope; one on a scope in that scope alone.
    """
    wanted = {EVERYTHING.words(), scope.words()}
    own = {line.id: max(kind, line.cadence, key=KINDS.index) for line in KPIS}
    shown: dict[str, list[ChartNote]] = {}
    for row in kpi_versions.notes(tower.store):
        if (
            row["scope"] in wanted
            and parse_period(row["period"], tower.zone).kind == own[row["kpi"]]
        ):
            shown.setdefault(row["kpi"], []).append(
                ChartNote(
                    "",
                    row["period"],
                    row["kind"],
                    row["words"],
                    row["event_key"] or "",
                    row["author"],
                    row["recorded_at"],
                    row["id"],
                )
            )
    return {kpi: _lettered(notes) for kpi, notes in shown.items()}


def _lettered(notes: list[ChartNote]) -> tuple[ChartNote, ...]:
    ordered = sorted(notes, key=lambda note: (note.period, note.id))
    return tuple(replace(note, letter=_letter(at)) for at, note in enumerate(ordered))


def _letter(at: int) -> str:
    """A to Z, then AA, AB: no two notes of a chart have the same."""
    before = _letter(at // len(_LETTERS) - 1) if at >= len(_LETTERS) else ""
    return before + _LETTERS[at % len(_LETTERS)]


def _record(tower: Tower, action: str, thing: str, values: Mapping[str, object]) -> int:
    with tower.store.writing() as conn:
        made = kpi_versions.add_note(conn, values)
        append(
            conn,
            action=action,
            object=thing,
            detail={"note": made, "kind": values["kind"], "words": values["words"]},
            actor=tower.user,
            recorder=tower.user,
            now=tower.now(),
            wall=wall(),
        )
    return made
