"""`make run`: the demo store, the morning's review, the reports, then the window."""

import sys
from pathlib import Path

import typer

from app.cli.importing import progress_bar
from app.models.errors import AppError
from app.services import export
from app.services.demo_store import DEMO_ZONE, major_of, make_demo_store
from app.services.rca import rca_package
from app.services.score import scorecard
from app.services.tower import open_tower

_WEEK = "2026-W47"


def first_run(folder: Path) -> None:
    """Everything a newcomer should see once, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    typer.echo(f"Demo exports and store in {folder} ...")
    with progress_bar() as progress:
        store, now = make_demo_store(folder, progress=progress)
    with open_tower(store, now=now, report_zone=DEMO_ZONE) as tower:
        from app.reports.review_note import review_markdown
        from app.services.review import review_note

        typer.echo(review_markdown(review_note(tower)))
        card = scorecard(tower, _WEEK)
        major = major_of(folder / "demo")
        package = rca_package(tower, major)
        for path in (
            export.scorecard_excel(tower, card, folder / "scorecard.xlsx"),
            export.scorecard_pdf(tower, card, folder / "scorecard.pdf"),
            export.rca_pdf(tower, package, folder / f"rca-{major}.pdf"),
            export.rca_excel(tower, package, folder / f"rca-{major}.xlsx"),
        ):
            typer.echo(f"Written: {path}")
    _show(store, now, folder)


def _show(store: Path, now: int, folder: Path) -> None:
    from app.views.start import has_display, open_window, save_screens

    if has_display():
        with open_tower(store, now=now, ticking=True, report_zone=DEMO_ZONE) as tower:
            open_window(tower)
        return
    typer.echo("No display here; every screen is saved as a picture instead.")
    with open_tower(store, now=now, report_zone=DEMO_ZONE) as tower:
        for theme in ("light", "dark"):
            for _, path, _ in save_screens(tower, folder / "screens" / theme, theme):
                typer.echo(f"Written: {path}")


if __name__ == "__main__":
    try:
        first_run(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
    except AppError as error:
        sys.stderr.write(f"tower: {error}\n")
        sys.exit(1)
