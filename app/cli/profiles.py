"""profiles."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.options import Call
from app.models.profile import Profile
from app.services.clock import iso

_NONE = (0, Path())


def profiles_(
    export: Annotated[
        tuple[int, Path],
        typer.Option(
            "--export", metavar="ID FILE", help="Write one to a file.", show_default=False
        ),
    ] = _NONE,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Keep the one in a file.")
    ] = None,
    delete: Annotated[int | None, typer.Option(metavar="ID", help="Forget one.")] = None,
    *,
    call: Call,
) -> None:
    """List what was decided about sources, or share it as a file."""
    with call.tower(create=import_ is not None) as tower:
        from app.services import profiles as service

        said = ""
        if export != _NONE:
            said = f"Written to {service.export_profile(tower, *export)}."
        if import_ is not None:
            kept = service.import_profile(tower, import_)
            said = f"Kept as profile {kept.id}."
        if delete is not None:
            service.delete_profile(tower, delete)
            said = f"Profile {delete} is forgotten."
        found = service.profiles(tower)
        call.out(
            value=lambda: {
                "status": "done",
                "message": said,
                "profiles": [_json(p) for p in found],
            },
            words=lambda: _tell(said, found),
        )


def _json(profile: Profile) -> dict[str, Any]:
    options = profile.options
    return {
        "id": profile.id,
        "name": profile.name,
        "format": profile.format,
        "timezone": options.timezone,
        "date_order": options.date_order,
        "scope": options.scope,
        "encoding": options.encoding,
        "delimiter": options.delimiter,
        "header_row": options.header_row,
        "quotes": options.quotes,
        "mapping": dict(options.mapping),
        "choices": [
            dict(zip(("field", "words", "value"), c, strict=True)) for c in options.choices
        ],
        "rules": dict(options.rules),
        "decided_by": profile.decided_by,
        "decided_at": None if profile.decided_at is None else iso(profile.decided_at),
    }


def _tell(said: str, found: tuple[Profile, ...]) -> None:
    if said:
        typer.echo(said)
        return
    if not found:
        typer.echo("Nothing was decided about any source yet.")
    for each in found:
        options = each.options
        parts = [options.timezone, options.date_order, options.scope]
        counts = (
            (options.mapping, "mapped"),
            (options.choices, "values"),
            (options.rules, "rules"),
        )
        parts += [f"{len(rows)} {words}" for rows, words in counts if rows]
        known = ", ".join(filter(None, parts))
        typer.echo(f"{each.id:4} {each.format:30} {each.name or '-':24} {known}")


COMMANDS = (profiles_,)
