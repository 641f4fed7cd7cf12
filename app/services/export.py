"""Results to files, each named in the audit log with its hash."""

import hashlib
from pathlib import Path

from app.models.errors import AppError
from app.models.results import QualityReport, QueueHealth, RcaPackage, ReviewNote, Scorecard
from app.services.tower import Tower, wall_clock
from app.store.audit import append


def scorecard_excel(tower: Tower, card: Scorecard, path: Path) -> Path:
    """The scorecard workbook."""
    from app.reports.scorecard_workbook import scorecard_workbook

    return _write(tower, path, scorecard_workbook(card), f"scorecard {card.period.id}")


def scorecard_pdf(tower: Tower, card: Scorecard, path: Path) -> Path:
    """The scorecard as PDF/UA."""
    from app.reports.scorecard_pdf import scorecard_pdf as build

    return _write(tower, path, build(card), f"scorecard {card.period.id}")


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


def _write(tower: Tower, path: Path, content: bytes, what: str) -> Path:
    from app.reports.files import write_file

    write_file(path, content)
    if tower.store.read_only:
        return path
    try:
        with tower.store.writing() as conn:
            append(
                conn,
                action="export",
                object=what,
                detail={
                    "file": path.name,
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "bytes": len(content),
                },
                actor=tower.user,
                recorder=tower.user,
                now=tower.now(),
                wall=wall_clock(),
            )
    except AppError as error:
        raise AppError(f"{path} is written, but not noted in the audit log: {error}") from error
    return path
