"""What ServiceNow ties to a task: affected CIs and attached articles (FORMATS §1.3, §1.4).

The columns of both tables are known by name only, not from real exports: an id, a label or a
dot-walked number is taken for either end.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Look, Row
from app.importers.columns import Column, Identifier, Key, Stamp
from app.importers.servicenow.changes import CI_PLAN
from app.importers.servicenow.settling import Record, Settled, kept, kind_of, number_in
from app.importers.servicenow.tables import ServiceNowTable
from app.models.configuration import AFFECTS, USES
from app.models.records import Plan, Value

_TASK = ("task.number", "task", "task_number", "task number")
_CI = ("ci_item", "ci_item.name", "configuration item", "ci item")
_ARTICLE = (
    "kb_knowledge.number", "kb_knowledge", "knowledge", "knowledge article", "kb knowledge",
)  # fmt: skip
_BESIDE = frozenset(
    {"sys id", "created", "created by", "updated", "updated by", "updates", "applied",
     "applied date", "applied_date", "manual_proposed_change", "manual proposed change",
     "kb_knowledge.short_description", "task.short_description", "task.sys_class_name"}
)  # fmt: skip


class _TaskRelation(ServiceNowTable):
    """One row a task and what is tied to it; nothing else of substance stands in the row."""

    kind: ClassVar[str] = "relation"
    table: ClassVar[str] = "relation"
    verb: ClassVar[str]
    thing: ClassVar[tuple[str, ...]]
    """Names of the column that is tied to the task."""

    def recognises(self, look: Look) -> bool:
        """The two ends, and nothing else of substance."""
        names = {name.removesuffix(".value").removesuffix(".link") for name in look.header}
        others = {name for name in names if name and not name.startswith("sys_")}
        ends = look.count(*_TASK) > 0 and look.count(*self.thing) > 0
        return ends and others <= {*_TASK, *self.thing, *_BESIDE}

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Relations."""
        return {self.table: Plan(self.table, kept(fields, "key", "verb"), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """The pair is the key, whatever the ids are."""
        return Settled(self.table, fields, kept(fields, "key", "verb"), self.settle, desk)

    def settle(self, record: Record) -> str:
        """Both ends by number where one is named."""
        record["parent"] = number_in(record["parent"]) or record["parent"]
        record["verb"] = self.verb
        record["key"] = f"{record['parent']}|{self.verb}|{record['child']}"
        return ""


class ServiceNowTaskCI(_TaskRelation):
    """One row a CI that a change or another task affects."""

    id: ClassVar[str] = "servicenow.task_ci"
    tables: ClassVar[tuple[str, ...]] = ("task_ci",)
    verb: ClassVar[str] = AFFECTS
    thing: ClassVar[tuple[str, ...]] = _CI
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("sys_id", "sys id")),
        Key("parent", _TASK, reference=True),
        Key("child", _CI, reference=True),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Relations, and the CIs that changes name."""
        return super().plans(fields) | {"ci": CI_PLAN}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """As for every relation, with CIs."""
        return _WithCIs(self.table, fields, kept(fields, "key", "verb"), self.settle, desk)


class ServiceNowTaskArticle(_TaskRelation):
    """One row an article that was attached to a task."""

    id: ClassVar[str] = "servicenow.m2m_kb_task"
    tables: ClassVar[tuple[str, ...]] = ("m2m_kb_task",)
    verb: ClassVar[str] = USES
    thing: ClassVar[tuple[str, ...]] = _ARTICLE
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("sys_id", "sys id")),
        Key("parent", _TASK, reference=True),
        Key("child", _ARTICLE, reference=True),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )

    def settle(self, record: Record) -> str:
        """The article by its number too."""
        record["child"] = number_in(record["child"]) or record["child"]
        return super().settle(record)


class _WithCIs(Settled):
    """Changes are compared by their CIs, so those that one names are there by name at least."""

    _of_changes = frozenset({None, "change"})

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The relations, then each CI of the block once."""
        for table, settled in super().take(numbers, rows):
            yield table, settled
            places = [self._kept.index(name) for name in ("source", "parent", "child")]
            ends = [tuple(row[place] for place in places) for row in settled]
            cis: dict[Value, Row] = {
                child: (source, child, "")
                for source, parent, child in ends
                if kind_of(parent) in self._of_changes
            }
            if cis:
                yield "ci", list(cis.values())
