"""template."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.frame import reader_may_leave, write_json
from app.cli.options import Call, Excel

_EMPTY_STAMP = 0
"""An empty template is the same file whenever it is written."""


def template(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="action, ci, incident, risk ...")],
    csv: Annotated[Path | None, typer.Option("--csv", help="Write a CSV file.")] = None,
    excel: Excel = None,
    filled: Annotated[
        bool, typer.Option("--filled", help="With every record of the kind in the store.")
    ] = False,
    *,
    call: Call,
) -> None:
    """Write our own template for a kind of record; without a file, as CSV on stdout."""
    with call.framed():
        from app.services import templates

        if filled:
            with call.tower() as tower:
                made, stamp = templates.template(tower, kind, filled=True), tower.now()
        else:
            made, stamp = templates.template(None, kind), _EMPTY_STAMP
        templates.write_template(made, csv_path=csv, excel_path=excel, now=stamp)
        files = [path for path in (csv, excel) if path is not None]
        if call.as_json:
            columns, rows = made.columns, len(made.rows)
            write_json({"status": "done", "kind": made.kind, "columns": columns, "rows": rows,
                        "files": files})  # fmt: skip
        elif not files:
            with reader_may_leave():
                sys.stdout.write(templates.template_csv(made).decode("utf-8-sig"))
        for path in files if not call.as_json else ():
            typer.echo(f"{made.title}: template with {len(made.rows):,} rows in {path}.")


COMMANDS = (template,)
