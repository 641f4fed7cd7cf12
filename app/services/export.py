"""Results to files, each named in the audit log with its hash."""

import hashlib
from pathlib import Path
from typing import Any

from app.models.errors import AppError
from app.models.results import (
    FrameworkLine,
    QualityReport,
    QueueHealth,
    RcaPackage,
    ReviewNote,
    Scorecard,
    ServicePack,
)
from app.services.tower import Tower, wall_clock
from app.store.audit import append
from app.store.issued import EXPORTED


def scorecard_excel(tower: Tower, card: Scorecard, path: Path) -> Path:
    """The scorecard workbook."""
    from app.reports.scorecard_workbook import scorecard_workbook

    return _write(tower, path, scorecard_workbook(card), f"scorecard {card.period.id}")


def scorecard_pdf(tower: Tower, card: Scorecard, path: Path) -> Path:
    """The scorecard as PDF/UA."""
    from app.reports.scorecard_pdf import scorecard_pdf as build

    return _write(tower, path, build(card), f"scorecard {card.period.id}")


def leadership_losses(template: Path) -> tuple[str, ...]:
    """What a leadership workbook of the user's own would lose by being filled, in words."""
    from app.reports.leadership import losses

    return losses(_template(template))


def leadership_workbook(
    tower: Tower, card: Scorecard, template: Path, path: Path
) -> tuple[Path, tuple[str, ...], tuple[str, ...]]:
    """Fill the named cells of the user's workbook `template` and write it to `path`.

    Returns the path, what the copy lost, and the names that were filled. The template itself is
    left as it is; AppError when it is `path`, can't be read or names nothing.
    """
    from app.reports.leadership import fill

    held = _template(template)
    if path.exists() and path.samefile(template):
        raise AppError(f"{path.name} is the template itself. Save the filled copy elsewhere.")
    content, lost, filled = fill(held, card)
    written = _write(tower, path, content, f"scorecard {card.period.id} in {template.name}")
    return written, lost, filled


def _template(path: Path) -> bytes:
    """The bytes of a workbook, refused before it is unpacked when it would unpack too far."""
    from app.importers.encoding import zip_names
    from app.importers.spreadsheet import check_members

    try:
        zip_names(path)
        check_members(path)
        return path.read_bytes()
    except OSError as trouble:
        raise AppError(f"{path} can't be read: {trouble.strerror}.") from trouble


def framework_excel(
    tower: Tower, lines: tuple[FrameworkLine, ...], path: Path, *, version: int
) -> Path:
    """The KPI framework as a workbook; `version` is that of the definitions."""
    from app.reports.framework_workbook import framework_workbook

    made = framework_workbook(
        lines, version=version, now=tower.now(), author=tower.user, zone=tower.zone
    )
    return _write(tower, path, made, "kpi framework")


def framework_pdf(
    tower: Tower, lines: tuple[FrameworkLine, ...], path: Path, *, version: int
) -> Path:
    """The KPI framework as PDF/UA; `version` is that of the definitions."""
    from app.reports.framework_pdf import framework_pdf as build

    made = build(lines, version=version, now=tower.now(), zone=tower.zone, author=tower.user)
    return _write(tower, path, made, "kpi framework")


def pack_excel(tower: Tower, pack: ServicePack, path: Path) -> Path:
    """A service's monthly review pack as a workbook."""
    from app.reports.pack_workbook import pack_workbook

    return _write(tower, path, pack_workbook(pack), _of(pack))


def pack_pdf(tower: Tower, pack: ServicePack, path: Path) -> Path:
    """A service's monthly review pack as PDF/UA."""
    from app.reports.pack_pdf import pack_pdf as build

    return _write(tower, path, build(pack), _of(pack))


def _of(pack: ServicePack) -> str:
    return f"service pack {pack.service} {pack.card.period.id}"


def rca_excel(tower: Tower, package: RcaPackage, path: Path) -> Path:
    """The RCA package as an editable workbook."""
    from app.reports.rca_package import rca_workbook

    return _write(tower, path, rca_workbook(package), f"rca {package.key}")


def rca_pdf(tower: Tower, package: RcaPackage, path: Path) -> Path:
    """The RCA package as PDF/UA."""
    from app.reports.rca_package import rca_pdf as build

    return _write(tower, path, build(package), f"rca {package.key}")


def queue_excel(tower: Tower, health: QueueHealth, path: Path) -> Path:
    """Queue health and its open tickets as a workbook."""
    from app.reports.queue_workbook import queue_workbook

    return _write(tower, path, queue_workbook(health), f"queue health {health.kind}")


def quality_excel(tower: Tower, report: QualityReport, path: Path) -> Path:
    """Data-quality findings with their rows as a workbook."""
    from app.reports.quality_workbook import quality_workbook

    return _write(tower, path, quality_workbook(report), "data quality")


def review_markdown(tower: Tower, note: ReviewNote, path: Path) -> Path:
    """The daily review note as Markdown."""
    from app.reports.review_note import review_markdown as build

    return _write(tower, path, build(note).encode(), "daily review")


def export_entry(tower: Tower, name: str, content: bytes, what: str) -> dict[str, Any]:
    """The audit entry of a file that is written out, with its hash: what `append` takes."""
    return {
        "action": EXPORTED,
        "object": what,
        "detail": {
            "file": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        },
        "actor": tower.user,
        "recorder": tower.user,
        "now": tower.now(),
        "wall": wall_clock(),
    }


def _write(tower: Tower, path: Path, content: bytes, what: str) -> Path:
    from app.reports.files import write_file

    write_file(path, content)
    if tower.store.read_only:
        return path
    try:
        with tower.store.writing() as conn:
            append(conn, **export_entry(tower, path.name, content, what))
    except AppError as error:
        raise AppError(f"{path} is written, but not noted in the audit log: {error}") from error
    return path
