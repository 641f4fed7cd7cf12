"""rca."""

from typing import Annotated, Any

import typer

from app.cli.frame import plain
from app.cli.options import Call, Files
from app.models.results import RcaPackage

_PER_MUST = 7
"""Points that each finding of severity “must” costs (METRICS §4.7)."""


def rca(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The incident.")],
    files: Files,
    call: Call,
) -> None:
    """Put the RCA package of one incident together; DRAFT until people have completed it."""
    with call.tower() as tower:
        from app.services.export import rca_excel, rca_pdf
        from app.services.links import known_key
        from app.services.rca import rca_package

        package = rca_package(tower, known_key(tower, "ticket", number))
        files.write(
            lambda path: rca_excel(tower, package, path),
            lambda path: rca_pdf(tower, package, path),
        )
        call.out(
            value=lambda: rca_json(package),
            words=lambda: _rca_words(package),
            marks=tower.marks(),
        )


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


COMMANDS = (rca,)
