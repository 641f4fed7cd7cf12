"""rca."""

from typing import Annotated, Any

import typer

from app.cli.frame import Excel, Json, Now, Pdf, StorePath, Zone, command, opened, out, plain
from app.models.results import RcaPackage

_PER_MUST = 7
"""Points that each finding of severity “must” costs (METRICS §4.7)."""


def register(program: typer.Typer) -> None:
    """Add this command."""
    program.command()(rca)


def rca(
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    excel: Excel = None,
    pdf: Pdf = None,
    store: StorePath = None,
    report_zone: Zone = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Put the RCA package of one incident together; DRAFT until people have completed it."""
    with command(as_json=as_json), opened(store, report_zone, now) as tower:
        from app.services.export import rca_excel, rca_pdf
        from app.services.links import known_key
        from app.services.rca import rca_package

        package = rca_package(tower, known_key(tower, "ticket", number))
        if excel is not None:
            rca_excel(tower, package, excel)
        if pdf is not None:
            rca_pdf(tower, package, pdf)
        out(as_json=as_json, value=lambda: rca_json(package), words=lambda: _rca_words(package))


def rca_json(package: RcaPackage) -> dict[str, Any]:
    """The object of `tower rca --json` (CLI). So far the lint has one rule: what is missing."""
    value = plain(package)
    assert isinstance(value, dict)
    value["durations_s"] = dict(value.pop("durations"))
    value["lint"] = [
        {
            "rule": "missing",
            "severity": "must",
            "where": package.key,
            "message": line,
            "fix": "Fill it in before the package is issued",
        }
        for line in package.missing
    ]
    value["score"] = max(0, 100 - _PER_MUST * len(package.missing))
    return value


def _rca_words(package: RcaPackage) -> None:
    typer.echo(f"{package.key} {package.title}{' (DRAFT)' if package.draft else ''}")
    typer.echo(package.summary)
    for line in package.missing:
        typer.echo(f"  to add: {line}")
