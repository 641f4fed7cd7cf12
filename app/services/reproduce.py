"""An issued report computed anew out of its files, in a store of its own (RELIABILITY §7)."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.analysis.periods import parse_period
from app.models.errors import AppError
from app.models.evidence import Evidence
from app.models.results import Reproduction, Unreproduced
from app.models.scope import Scope
from app.services.clock import Clock, wall
from app.services.frozen import digest, frozen_kpis, settings_of
from app.services.import_files import import_files
from app.services.issue_evidence import SCHEMA, product
from app.services.measure import kpis_of
from app.services.settings import check_zone
from app.services.tower import Tower, open_tower
from app.store import kpi_versions
from app.store.aliases import AliasRow, save_aliases
from app.store.audit import append
from app.store.decisions import record_decision
from app.store.issued import rows_from_outside
from app.store.profiles import options_of

_LARGEST = 1 << 30
_NAME_ONE = "Name a file that ends in .evidence.json."
_ODD = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
"""What a sidecar that somebody wrote by hand may run into."""
Step = Callable[[str], None]


def reproduce(sidecar: Path, folder: Path, *, progress: Step | None = None) -> Reproduction:
    """Compute the report of a sidecar from the files in a folder and compare every figure.

    A fresh temporary store takes the files by their hashes, in the recorded order and with the
    recorded decisions; the clock, zone, settings, aliases, notes and baselines are the sidecar's.
    AppError when the sidecar can't be read or a file is missing.
    """
    told = read_sidecar(sidecar)
    try:
        files = _found(told["sources"], folder)
        with tempfile.TemporaryDirectory(prefix="tower-reproduce-") as place:
            computed = _computed(told, files, Path(place), progress or _silent)
        return _result(told, computed)
    except _ODD as error:
        raise AppError(
            f"{sidecar.name} lacks something that an issued report has ({error}). Use the file "
            "as it was written."
        ) from error


def read_sidecar(path: Path) -> dict[str, Any]:
    """The sidecar as values; AppError when it is none, or was changed since."""
    try:
        if path.stat().st_size > _LARGEST:
            raise AppError(
                f"{path.name} is too large for the sidecar of an issued report. {_NAME_ONE}"
            )
        told = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise AppError(f"{path} can't be read: {error.strerror}. {_NAME_ONE}") from error
    except (ValueError, RecursionError) as error:
        raise AppError(
            f"{path.name} is not the sidecar of an issued report. {_NAME_ONE}"
        ) from error
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        raise AppError(f"{path.name} is not the sidecar of an issued report. {_NAME_ONE}")
    if digest(told.get("kpis")) != told.get("kpis_sha256"):
        raise AppError(
            f"{path.name} was changed after it was written: its figures don't fit their hash."
        )
    return told


def _silent(_: str) -> None:
    return


def _found(sources: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """The file of each import, by its hash; AppError that names every one that isn't there."""
    if not folder.is_dir():
        raise AppError(f"{folder} is not a folder. Name the one that holds the report's files.")
    wanted = {str(one["sha256"]) for one in sources}
    sizes = {int(one["size"]) for one in sources}
    held: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.is_symlink() and path.stat().st_size in sizes:
            with path.open("rb") as stream:
                held.setdefault(hashlib.file_digest(stream, "sha256").hexdigest(), path)
    missing = sorted({str(one["file"]) for one in sources if one["sha256"] not in held})
    if missing:
        raise AppError(
            f"{len(wanted - held.keys())} of {len(wanted)} files are not in {folder} with the "
            f"recorded content: {', '.join(missing[:5])}{' …' if len(missing) > 5 else ''}."
        )
    return [held[str(one["sha256"])] for one in sources]


def _computed(
    told: Mapping[str, Any], files: Sequence[Path], place: Path, progress: Step
) -> list[dict[str, Any]]:
    settings = settings_of(told["settings"])
    check_zone(settings.report_zone)
    now = int(told["issued"]["now"])
    with open_tower(place / "tower.db", now=now, report_zone=settings.report_zone) as tower:
        tower.settings = settings
        for source, path in zip(told["sources"], files, strict=True):
            progress(str(source["file"]))
            _import(tower, source, path, place)
        tower.clock = Clock(now)
        with rows_from_outside("The sidecar"):
            _put_beside(tower, told)
        scope = Scope(str(told["scope"]["field"]), str(told["scope"]["name"]))
        period = parse_period(str(told["period"]["id"]), settings.report_zone)
        progress("computing")
        return frozen_kpis(kpis_of(tower, tower.settings, period, scope))


def _import(tower: Tower, source: Mapping[str, Any], path: Path, place: Path) -> None:
    """One file, under its recorded name, at the recorded time and with the recorded decisions."""
    tower.clock = Clock(int(source["imported_at"]))
    name = Path(str(source["file"]).replace("\\", "/")).name.lstrip(".")
    if not name:
        raise AppError(
            f"The sidecar names a file “{source['file']}”; that is no file name. Use the sidecar "
            "as it was written."
        )
    if path.name != name:
        folder = place / "files"
        folder.mkdir(exist_ok=True)
        path = Path(shutil.copyfile(path, folder / name))
    exporter = source["exporter"]
    report = import_files(
        tower,
        [path],
        _options(source),
        as_of=int(source["as_of"]),
        evidence=Evidence(
            exporter.get("count"),
            exporter.get("query", ""),
            exporter.get("by", ""),
            exporter.get("at"),
        ),
        allow_mass_change=True,
        demo=bool(source["demo"]),
    )
    if not report.status.startswith("imported"):
        raise AppError(f"The import of {name} can't be repeated: {report.message}")


def _options(source: Mapping[str, Any]) -> Any:
    return replace(
        options_of(dict(source["decisions"])),
        format=source["format"],
        timezone=source["timezone"],
        date_order=source["date_order"],
        encoding=source["encoding"],
        delimiter=source["delimiter"],
        scope=source["scope"],
    )


def _put_beside(tower: Tower, told: Mapping[str, Any]) -> None:
    """Aliases, notes, baselines and what people decided, as they were."""
    if told["aliases"]:
        rows = [
            AliasRow(kind, system, alias, name, tower.user, tower.now())
            for kind, system, alias, name in told["aliases"]
        ]
        save_aliases(tower.store, rows, now=tower.now(), wall=wall(), actor=tower.user)
    counts = {name: len(told[name]) for name in ("notes", "baselines", "decisions")}
    if not any(counts.values()):
        return
    with tower.store.writing() as conn:
        for row in told["decisions"]:
            record_decision(conn, **row)
        for row in told["baselines"]:
            kpi_versions.add_baseline(conn, row)
        for row in told["notes"]:
            kpi_versions.add_note(conn, row)
        append(
            conn,
            action="reproduced",
            object="what stands beside the imports",
            detail=counts,
            actor=tower.user,
            recorder=tower.user,
            now=tower.now(),
            wall=wall(),
        )


def _result(told: Mapping[str, Any], computed: list[dict[str, Any]]) -> Reproduction:
    then = told["kpis"]
    return Reproduction(
        title=str(told["title"]),
        period=str(told["period"]["id"]),
        scope=str(told["scope"]["name"] or "all groups"),
        files=len(told["sources"]),
        figures=sum(1 for _ in _leaves(then)),
        differences=tuple(_differences(then, computed)),
        remarks=tuple(_remarks(told)),
    )


def _remarks(told: Mapping[str, Any]) -> Iterator[str]:
    for mark in told["evidence"]["marks"]:
        yield f"The report is marked: {mark}."
    here = product()
    for name, then in told["product"].items():
        if here.get(name) != then:
            yield f"{name.replace('_', ' ')}: {then} then, {here.get(name)} here."


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _differences(
    then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> Iterator[Unreproduced]:
    here = {kpi["id"]: kpi for kpi in now}
    for kpi in then:
        found = here.pop(kpi["id"], None)
        if found is None:
            yield Unreproduced(kpi["id"], "", "KPI", kpi["label"], "not in the catalogue")
            continue
        for name in sorted(kpi.keys() | found.keys()):
            if name in {"parts", "beside"}:
                yield from _of_parts(kpi["id"], kpi[name], found[name])
            elif kpi.get(name) != found.get(name):
                yield _difference(kpi["id"], "", name, kpi.get(name), found.get(name))
    for added in here.values():
        yield Unreproduced(added["id"], "", "KPI", "not in the report", added["label"])


def _of_parts(
    kpi: str, then: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> Iterator[Unreproduced]:
    here = {part["name"]: part for part in now}
    for part in then:
        found = here.pop(part["name"], {})
        for name in sorted(part.keys() | found.keys()):
            if part.get(name) != found.get(name):
                yield _difference(kpi, part["name"], name, part.get(name), found.get(name))
    for added in here.values():
        yield _difference(kpi, added["name"], "value", None, added["value"])


def _difference(kpi: str, part: str, what: str, then: Any, now: Any) -> Unreproduced:
    return Unreproduced(kpi, part, what, _short(then), _short(now))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}…"
