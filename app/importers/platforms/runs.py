"""Runs of automation as evidence of changes: AWX jobs, Ansible, Terraform (FORMATS §15, §25.2)."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Integer, Key, Name, Raw, Stamp, Text
from app.importers.measures import Duration
from app.importers.ticket_keys import change_key, ticket_key
from app.models.records import Plan, Value

Values = dict[str, Value]
_AWX_STATES: dict[str, Value] = {
    "successful": "successful", "failed": "failed", "error": "error", "canceled": "cancelled",
    "running": "running", "pending": "pending", "waiting": "pending", "new": "pending",
    "never updated": "pending",
}  # fmt: skip


class RunImporter(Importer):
    """One row a run; `stored` names its fields, which `complete` fills from the columns."""

    kind: ClassVar[str] = "automation_run"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "automation_run"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    confidential: ClassVar[bool] = True
    stored: ClassVar[tuple[str, ...]]

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Runs."""
        del fields
        return {self.table: Plan(self.table, self.stored, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Completes each row."""
        del desk
        return RunRows(fields, self.stored, self.complete)

    def complete(self, values: Values) -> None:
        """Fill the fields of one run, in place."""
        raise NotImplementedError


class RunRows(Collector):
    """Each row a run."""

    def __init__(
        self, fields: tuple[str, ...], stored: tuple[str, ...], complete: Callable[[Values], None]
    ) -> None:
        super().__init__("automation_run")
        self._fields, self._stored, self._complete = fields, stored, complete

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The runs of a block."""
        del numbers
        made = [self._made(row) for row in rows]
        if made:
            yield self.table, made

    def _made(self, row: Row) -> Row:
        values: Values = dict(zip(self._fields, row, strict=True))
        self._complete(values)
        return tuple(values.get(field) for field in self._stored)


class AwxJobs(RunImporter):
    """Jobs of AWX or Ansible Automation Platform."""

    id: ClassVar[str] = "awx.jobs"
    system: ClassVar[str] = "AWX"
    constants: ClassVar[dict[str, Value]] = {"source": "awx", "tool": "awx"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("id",)),
        Name("job", ("summary_fields.job_template.name", "name")),
        Text("name", ("name",)),
        Choice("state", ("status",), choices=_AWX_STATES),
        Raw("state_raw", ("status",)),
        Stamp("started_at", ("started",)),
        Stamp("created_at", ("created",)),
        Stamp("finished_at", ("finished",)),
        Stamp("modified_at", ("modified",)),
        Duration("elapsed_s", ("elapsed",)),
        Name("launched_by", ("launched_by.name",)),
        Name("created_by", ("summary_fields.created_by.username",)),
        Name("trigger", ("launch_type",)),
        Name("inventory", ("summary_fields.inventory.name", "inventory")),
        Name("limit", ("limit",)),
        Integer("altered", ("host_status_counts.changed",)),
        Text("extra_vars", ("extra_vars",)),
        Name("branch", ("scm_branch",)),
        Text("reason", ("job_explanation",)),
    )
    stored: ClassVar[tuple[str, ...]] = (
        "source", "key", "source_id", "tool", "job", "state", "state_raw", "started_at",
        "finished_at", "elapsed_s", "triggered_by", "trigger", "target", "changed", "altered",
        "change_key", "ticket_key", "updated_at", "row_hash",
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """How a job was started, and from which template."""
        return look.has("launch_type", "unified_job_template", "status")

    def complete(self, values: Values) -> None:
        """Of the extra variables only the numbers of tickets are kept."""
        values["key"] = values["source_id"]
        values["triggered_by"] = values.get("launched_by") or values.get("created_by")
        where = (values.get("inventory"), values.get("limit"))
        values["target"] = ", ".join(str(part) for part in where if part) or None
        altered = values.get("altered")
        values["changed"] = None if altered is None else bool(altered)
        texts = [values.get(name) for name in ("extra_vars", "name", "branch", "reason")]
        values["change_key"] = change_key(*texts)
        values["ticket_key"] = ticket_key(*texts)
        values["updated_at"] = next(
            (
                values[name]
                for name in ("modified_at", "finished_at", "started_at", "created_at")
                if values.get(name) is not None
            ),
            None,
        )


class AnsibleRun(RunImporter):
    """One run of ansible-playbook, as its JSON output tells it."""

    id: ClassVar[str] = "ansible.run"
    system: ClassVar[str] = "Ansible"
    constants: ClassVar[dict[str, Value]] = {"source": "ansible", "tool": "ansible"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("run",)),
        Text("job", ("plays",)),
        Stamp("started_at", ("started",)),
        Stamp("finished_at", ("finished",)),
        Text("affected", ("hosts",)),
        Integer("altered", ("changed",)),
        Integer("failures", ("failures",)),
        Integer("unreachable", ("unreachable",)),
    )
    stored: ClassVar[tuple[str, ...]] = (
        "source", "key", "tool", "job", "state", "state_raw", "started_at", "finished_at",
        "elapsed_s", "changed", "altered", "affected", "change_key", "ticket_key", "updated_at",
        "row_hash",
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The record that plays and stats were cut down to."""
        return look.has("run", "plays", "hosts", "changed", "failures", "unreachable")

    def complete(self, values: Values) -> None:
        """Failed when a task failed or a host wasn't reached."""
        bad = {name: values.get(name) or 0 for name in ("failures", "unreachable")}
        values["state"] = "failed" if any(bad.values()) else "successful"
        values["state_raw"] = ", ".join(f"{name} {count}" for name, count in bad.items())
        started, finished = values.get("started_at"), values.get("finished_at")
        if isinstance(started, int) and isinstance(finished, int):
            values["elapsed_s"] = finished - started
        values["changed"] = bool(values.get("altered"))
        values["change_key"] = change_key(values.get("job"))
        values["ticket_key"] = ticket_key(values.get("job"))
        values["updated_at"] = finished if finished is not None else started


class TerraformPlan(RunImporter):
    """One plan: how many resources it would add, change, destroy and replace, and which."""

    id: ClassVar[str] = "terraform.plan"
    system: ClassVar[str] = "Terraform"
    constants: ClassVar[dict[str, Value]] = {"source": "terraform", "tool": "terraform"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("plan",)),
        Name("release", ("terraform_version",)),
        Stamp("started_at", ("timestamp",)),
        Name("errored", ("errored",)),
        Integer("added", ("add",)),
        Integer("altered", ("change",)),
        Integer("destroyed", ("destroy",)),
        Integer("replaced", ("replace",)),
        Text("affected", ("addresses",)),
        Name("change_key", ("change_key",)),
    )
    stored: ClassVar[tuple[str, ...]] = (
        "source", "key", "tool", "job", "state", "state_raw", "started_at", "changed", "added",
        "altered", "destroyed", "replaced", "affected", "change_key", "updated_at", "row_hash",
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The record that a plan was cut down to."""
        return look.has("plan", "terraform_version", "addresses", "destroy", "replace")

    def complete(self, values: Values) -> None:
        """A plan has changed nothing yet; its title says what it would."""
        add, alter, destroy, replace = (
            values.get(name) or 0 for name in ("added", "altered", "destroyed", "replaced")
        )
        values["job"] = (
            f"{add} to add, {alter} to change, {destroy} to destroy, {replace} to replace"
        )
        errored = values.get("errored") == "true"
        values["state"] = "error" if errored else "planned"
        values["state_raw"] = f"terraform {values.get('release') or ''}".strip()
        values["changed"] = False
        values["updated_at"] = values.get("started_at")
