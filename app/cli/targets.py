"""target, definition: what is recorded from a day on, by whom and why (METRICS §3)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer

from app.cli.options import Call, only_with
from app.models.moments import full
from app.models.settings import KpiTarget, KpiVariant
from app.services.clock import iso
from app.services.targets import Approval, first_instant
from app.services.tower import Tower

Kpi = Annotated[str, typer.Argument(metavar="KPI", help="K1 to K18.")]


@dataclass(frozen=True, slots=True)
class Approved:
    """From when a change holds, why, who made it and who approved it."""

    valid_from: Annotated[str, typer.Option("--valid-from", metavar="DATE", help="2026-11-01.")] = (
        ""
    )
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept with it.")] = ""
    author: Annotated[str, typer.Option("--author", help="Who changes it.")] = ""
    approver: Annotated[str, typer.Option("--approver", help="Who approved it, somebody else.")] = (
        ""
    )

    def day(self, *, needed: bool) -> date | None:
        """The day from which a change holds; None when nothing is changed."""
        if needed != bool(self.valid_from):
            missing = "say from which day on it holds"
            words = missing if needed else "say what holds from that day on"
            raise typer.BadParameter(words, param_hint="--valid-from")
        rest = {"--reason": self.reason, "--author": self.author, "--approver": self.approver}
        only_with("--valid-from", rest, there=needed)
        if not self.valid_from:
            return None
        try:
            return date.fromisoformat(self.valid_from)
        except ValueError as error:
            words = f"“{self.valid_from}” is no day; write it like 2026-11-01"
            raise typer.BadParameter(words, param_hint="--valid-from") from error

    def of(self, tower: Tower, day: date) -> Approval:
        """The approval of a change that holds from `day` on in the zone of reports."""
        start = first_instant(day, tower.zone)
        return Approval(self.author, self.approver, self.reason, start)


def target(
    kpi: Kpi,
    value: Annotated[float | None, typer.Option("--value", help="The new target.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the target away.")] = False,
    part: Annotated[str, typer.Option("--part", help="P1, standard …")] = "",
    stretch: Annotated[float | None, typer.Option("--stretch", help="As tight or tighter.")] = None,
    owner: Annotated[str, typer.Option("--owner", help="Who answers for it.")] = "",
    *,
    approved: Approved,
    call: Call,
) -> None:
    """Record a new target of a KPI from a day on, or without a value list what was recorded."""
    if value is not None and withdraw:
        raise typer.BadParameter("a target has a value or is taken away", param_hint="--withdraw")
    changed = withdraw or value is not None
    about = {"--part": part, "--stretch": stretch, "--owner": owner}
    only_with("--value or --withdraw", about, there=changed)
    day = approved.day(needed=changed)
    with call.tower() as tower:
        from app.services.targets import label_of, set_target, target_history

        kpi = kpi.upper()
        label = label_of(kpi)
        if day is not None:
            set_target(tower, kpi, part, value, stretch, owner, approved.of(tower, day))
        lines = [_target_json(*each) for each in target_history(tower, kpi)]
        _list(tower, call, (kpi, label), "target", lines)


def definition(
    kpi: Kpi,
    variant: Annotated[str, typer.Option("--variant", help="Which variant is its value.")] = "",
    *,
    approved: Approved,
    call: Call,
) -> None:
    """Record which variant is a KPI's value from a day on, or list what was recorded."""
    day = approved.day(needed=bool(variant))
    with call.tower() as tower:
        from app.services.targets import definition_history, label_of, set_variant

        kpi = kpi.upper()
        label = label_of(kpi)
        if day is not None:
            set_variant(tower, kpi, variant, approved.of(tower, day))
        lines = [_definition_json(*each) for each in definition_history(tower, kpi)]
        _list(tower, call, (kpi, label), "definition", lines)


def _target_json(line: KpiTarget, change: Any) -> dict[str, Any]:
    return {
        "part": line.part,
        "target": None if line.withdrawn else line.target,
        "stretch": line.stretch,
        "owner": line.owner,
    } | _change_json(line.version, change)


def _definition_json(line: KpiVariant, change: Any) -> dict[str, Any]:
    values = {"variant": line.variant, "parameters": dict(line.parameters)}
    return values | _change_json(line.version, change)


def _change_json(version: int, change: Any) -> dict[str, Any]:
    return {
        "version": version,
        "valid_from": change.valid_from,
        "author": change.author,
        "approver": change.approver,
        "reason": change.reason,
    }


def _list(
    tower: Tower, call: Call, name: tuple[str, str], what: str, lines: list[dict[str, Any]]
) -> None:
    kpi, label = name
    call.out(
        value=lambda: {
            "kpi": kpi,
            "versions": [line | {"valid_from": iso(line["valid_from"])} for line in lines],
        },
        words=lambda: _tell(f"{kpi} {label}", what, lines, tower.zone),
    )


def _tell(name: str, what: str, lines: list[dict[str, Any]], zone: str) -> None:
    if not lines:
        typer.echo(f"{name}: no {what} was recorded; the default holds.")
    for line in lines:
        said = line["variant"] if what == "definition" else _goal(line)
        typer.echo(
            f"{name}, version {line['version']}: {said}, from {full(line['valid_from'], zone)}; "
            f"by {line['author']}, approved by {line['approver']}: {line['reason']}"
        )


def _goal(line: dict[str, Any]) -> str:
    part = f"{line['part']} " if line["part"] else ""
    if line["target"] is None:
        return f"{part}no target"
    stretch = "" if line["stretch"] is None else f" (stretch {line['stretch']:g})"
    return f"{part}{line['target']:g}{stretch}, owner {line['owner']}"


COMMANDS = (target, definition)
