"""Issuing a report: files, frozen values and a sidecar that proves them (RELIABILITY §7)."""

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.models.errors import AppError
from app.models.results import IssuedLine, Restatement, Scorecard
from app.models.scope import Scope
from app.services.baselines import scope_of
from app.services.clock import wall
from app.services.export import export_entry
from app.services.frozen import digest, frozen_kpis, frozen_settings
from app.services.issue_evidence import (
    SCHEMA,
    aliases,
    basis,
    moment,
    population,
    product,
    sources,
)
from app.services.targets import todays
from app.services.tower import Tower
from app.store import kpi_versions
from app.store.audit import append, canonical, head
from app.store.decisions import decisions
from app.store.issued import (
    ISSUED,
    add_issued,
    issued_rows,
    moved_since,
    next_number,
    sidecar_of,
)

_LONGEST = 200
_OVERTAKEN = (
    "The store has changed since this scorecard was computed. Compute it again, look at it, and "
    "issue that one."
)


def issue(tower: Tower, card: Scorecard, recipients: Sequence[str], folder: Path) -> IssuedLine:
    """Write workbook, PDF and sidecar into the folder and freeze what went out.

    Values, row keys, hashes, sources and settings stand in `<name>.evidence.json` and in the
    store, with an entry in the audit log. All or nothing: on an error no file stays. AppError
    when recipients lack, a file is there already, or the store has changed since the card was
    computed.
    """
    from app.reports.scorecard_pdf import scorecard_pdf
    from app.reports.scorecard_workbook import scorecard_workbook

    named = _recipients(recipients)
    _check(tower, card)
    told = sidecar(tower, card, named)
    built = {".xlsx": scorecard_workbook(card), ".pdf": scorecard_pdf(card)}
    written: list[Path] = []
    try:
        return _recorded(tower, card, told, built, folder, written)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def issued(tower: Tower) -> tuple[IssuedLine, ...]:
    """Every report that was issued, newest first."""
    return tuple(_line(row) for row in reversed(issued_rows(tower.store)))


def write_sidecar(tower: Tower, number: int, path: Path) -> Path:
    """Write the sidecar of an issued report once more; AppError when there is none."""
    from app.reports.files import write_file

    text = sidecar_of(tower.store, number)
    if text is None:
        raise AppError(f"No report {number} was issued. `tower issued` lists them.")
    write_file(path, text.encode())
    return path


def sidecar(tower: Tower, card: Scorecard, recipients: Sequence[str]) -> dict[str, Any]:
    """What another installation needs to compute the same numbers, and what proves these.

    `files` is empty until the names of the files are known.
    """
    evidence = tower.clock.start is None
    with tower.store.reading() as conn:
        sequence, chain = head(conn) if evidence else (0, "")
    settings = todays(tower.settings) if card.recomputed else tower.settings
    period = card.period
    return {
        "schema": SCHEMA,
        "kind": "scorecard",
        "title": card.title,
        "headline": card.headline,
        "period": {name: getattr(period, name) for name in ("id", "kind", "start", "end", "zone")},
        "scope": asdict(_scope(card)),
        "recipients": list(recipients),
        "issued": {
            "by": tower.user,
            "at": moment(tower.now(), tower.zone),
            "now": card.now,
            "utc_offset": time.localtime(tower.now()).tm_gmtoff or 0,
        },
        "evidence": {"is_evidence": not card.marks, "marks": list(card.marks)},
        "product": product(),
        "chain": {"sequence": sequence, "hash": chain},
        "files": [],
        "sources": sources(tower),
        "basis": basis(tower),
        "population": population(tower.facts()),
        "definitions_version": card.definitions_version,
        "settings": frozen_settings(settings),
        "changes": _changes(tower),
        "baselines": list(kpi_versions.baselines(tower.store)),
        "notes": list(kpi_versions.notes(tower.store)),
        "aliases": aliases(tower),
        "decisions": [asdict(row) for row in decisions(tower.store).values()],
        "kpis": frozen_kpis(card.kpis),
        "kpis_sha256": digest(frozen_kpis(card.kpis)),
        "restatements": [_restated(each) for each in card.restatements],
        "caveats": list(card.caveats),
    }


def _scope(card: Scorecard) -> Scope:
    return scope_of(card.scope)


def _recipients(given: Sequence[str]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(" ".join(each.split()) for each in given if each.strip()))
    if not named:
        raise AppError("Say who receives the report, such as “IT leadership”; it is kept with it.")
    if any(len(each) > _LONGEST for each in named):
        raise AppError(f"A recipient is named in at most {_LONGEST} characters.")
    return named


def _check(tower: Tower, card: Scorecard) -> None:
    if tower.store.read_only:
        raise AppError(f"{tower.path} is open read-only; nothing can be issued from it.")
    if not card.provenance:
        raise AppError("There is nothing to issue: no import stands behind the report.")
    with tower.store.reading() as conn:
        if moved_since(conn, card.revision):
            raise AppError(_OVERTAKEN)


def _stem(card: Scorecard, number: int) -> str:
    of = "" if card.scope == Scope().words() else f"_{card.scope}"
    plain = re.sub(r"[^A-Za-z0-9-]+", "_", of).rstrip("_")
    return f"scorecard_{card.period.id}{plain}_{number:04}"


def _file(name: str, content: bytes) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    return {"name": name, "sha256": sha256, "size": len(content)}


def _changes(tower: Tower) -> dict[str, Any]:
    """Every version of targets and definitions that the store holds, with who approved it."""
    return {
        "targets": [
            {**asdict(each.line), **asdict(each.change)}
            for each in kpi_versions.target_versions(tower.store)
        ],
        "definitions": [
            {**asdict(line), "parameters": dict(line.parameters), **asdict(change)}
            for line, change in kpi_versions.definition_versions(tower.store)
        ],
    }


def _restated(each: Restatement) -> dict[str, Any]:
    return {**asdict(each), "keys": list(each.keys), "batches": list(each.batches)}


def _recorded(
    tower: Tower,
    card: Scorecard,
    told: dict[str, Any],
    built: Mapping[str, bytes],
    folder: Path,
    written: list[Path],
) -> IssuedLine:
    """Number, files and rows in one transaction; each file is named in `written` before it is."""
    with tower.store.writing() as conn:
        if moved_since(conn, card.revision):
            raise AppError(_OVERTAKEN)
        stem = _stem(card, next_number(conn))
        files = {f"{stem}{ending}": content for ending, content in built.items()}
        told["files"] = [_file(name, content) for name, content in files.items()]
        text = canonical(told)
        values = _row(tower, card, told["recipients"], text, head(conn)[0])
        for name, content in files.items():
            what = f"scorecard {card.period.id}"
            append(conn, **export_entry(tower, name, content, what))
        files[f"{stem}.evidence.json"] = text.encode()
        number = add_issued(conn, values)
        append(conn, **_entry(tower, card, values, number, tuple(files)))
        _write(folder, files, written)
    return _line({**values, "id": number, "marks": card.marks})


def _write(folder: Path, files: Mapping[str, bytes], written: list[Path]) -> None:
    from app.reports.files import write_file

    for name in files:
        if os.path.lexists(folder / name):
            raise AppError(
                f"{folder / name} is there already. Issued files are never written over."
            )
    for name, content in files.items():
        written.append(folder / name)
        write_file(folder / name, content)


def _row(
    tower: Tower, card: Scorecard, recipients: Sequence[str], text: str, revision: int
) -> dict[str, Any]:
    return {
        "kind": "scorecard",
        "period": card.period.id,
        "scope": card.scope,
        "title": f"{card.title}, {card.period.label}",
        "recipients": canonical(list(recipients)),
        "sidecar": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "revision": revision,
        "issued_by": tower.user,
        "issued_at": tower.now(),
    }


def _entry(
    tower: Tower, card: Scorecard, values: Mapping[str, Any], number: int, names: Sequence[str]
) -> dict[str, Any]:
    return {
        "action": ISSUED,
        "object": f"scorecard {card.period.id} {card.scope}",
        "detail": {
            "report": number,
            "files": list(names),
            "sidecar_sha256": values["sha256"],
            "recipients": json.loads(values["recipients"]),
            "marks": list(card.marks),
        },
        "actor": tower.user,
        "recorder": tower.user,
        "now": tower.now(),
        "wall": wall(),
    }


def _line(row: Mapping[str, Any]) -> IssuedLine:
    return IssuedLine(
        id=row["id"],
        kind=row["kind"],
        period=row["period"],
        scope=row["scope"],
        title=row["title"],
        recipients=tuple(json.loads(row["recipients"])),
        sha256=row["sha256"],
        issued_by=row["issued_by"],
        issued_at=row["issued_at"],
        marks=tuple(row["marks"]),
    )
