"""ServiceNow configuration items, how they depend on each other, and groups (FORMATS §1.4)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Look, Row
from app.importers.columns import Choice, Column, Flag, Identifier, Key, Name, Stamp, Text
from app.importers.servicenow.settling import Record, Settled, kept
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.values import INSTALL_STATES, OPERATIONAL_STATES
from app.models.records import Plan, Value

_CLASS = ("sys_class_name", "class")
_STATUS = ("install_status", "status", "operational_status", "operational status")
_CREATED = "created"
_TELLING = ("ci_class", _CREATED, "serial", "asset_tag")
"""What tells CIs of one name apart when the export has no sys_id; none of it changes."""
_RELATED = ("parent", "child", "type")
_BESIDE = frozenset(
    {"sys id", "created", "created by", "updated", "updated by", "updates", "port",
     "connection_strength", "relationship strength", "percent_outage", "percent outage"}
)  # fmt: skip

_OF_OTHERS = (
    "number", "key", "user_name", "user id", "tier", "code", "account_number", "account number",
    "department", "title",
)  # fmt: skip
"""Columns of people, cost centres, departments and registers, which have managers too."""


class ServiceNowCI(ServiceNowTable):
    """One row a configuration item of any class; those of one name are kept apart."""

    id: ClassVar[str] = "servicenow.cmdb_ci"
    kind: ClassVar[str] = "ci"
    table: ClassVar[str] = "ci"
    tables: ClassVar[tuple[str, ...]] = ("cmdb_ci",)
    key: ClassVar[tuple[str, ...]] = ("source", "name", "ident")
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("name", ("name",)),
        Identifier("source_id", ("sys_id", "sys id")),
        Name("ci_class", _CLASS),
        Name("subclass", ("subcategory", "category")),
        Name("service", ("business_service", "business service"), reference=True),
        Name("environment", ("environment", "used_for", "used for")),
        Name("location", ("location",), reference=True),
        Choice("status", ("install_status", "status"), choices=INSTALL_STATES, keep=True),
        Choice("operational_status", ("operational_status", "operational status"),
               choices=OPERATIONAL_STATES, keep=True),
        Name("criticality", ("busines_criticality", "business_criticality",
                             "business criticality")),
        Name("owner", ("owned_by", "owned by"), reference=True),
        Name("managed_by", ("managed_by", "managed by"), reference=True),
        Name("support_group", ("support_group", "support group", "assignment_group",
                               "assignment group"), reference=True),
        Name("assigned_to", ("assigned_to", "assigned to"), reference=True),
        Identifier("ip", ("ip_address", "ip address")),
        Identifier("fqdn", ("fqdn", "fully qualified domain name")),
        Identifier("mac", ("mac_address", "mac address")),
        Identifier("serial", ("serial_number", "serial number")),
        Identifier("asset_tag", ("asset_tag", "asset tag", "tag")),
        Name("manufacturer", ("manufacturer",), reference=True),
        Name("model", ("model_id", "model id", "model_number", "model number"), reference=True),
        Name("os", ("os", "operating system")),
        Identifier("os_version", ("os_version", "os version")),
        Stamp("last_discovered_at", ("last_discovered", "most recent discovery",
                                     "last discovered")),
        Name("maintenance_schedule", ("maintenance_schedule", "maintenance schedule"),
             reference=True),
        Stamp(_CREATED, ("sys_created_on", "created")),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )  # fmt: skip

    def is_named(self, table: str) -> bool:
        """Every class of the CMDB has a table of its own."""
        return table.startswith("cmdb_ci") and table != "cmdb_ci_outage"

    def recognises(self, look: Look) -> bool:
        """A name, a class and a status, and no number."""
        named = look.has("name") and not look.has("number")
        return named and look.count(*_CLASS) > 0 and look.count(*_STATUS) > 0

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """CIs; the name and `ident` are the key."""
        return {self.table: Plan(self.table, _ci_fields(fields), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """`ident` is the sys_id, or else worked out of what doesn't change."""
        return _KeptApart(fields, desk)


def _ci_fields(fields: tuple[str, ...]) -> tuple[str, ...]:
    return kept(fields, "ident", without=(_CREATED,))


class _KeptApart(Collector):
    """Gives each CI its `ident`; equal ones of one file are counted through."""

    def __init__(self, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__("ci")
        self._desk = desk
        self._names: Counter[Value] = Counter()
        self._fields = fields
        self._kept = _ci_fields(fields)
        self._seen: Counter[tuple[Value, str]] = Counter()

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Every row is a CI."""
        del numbers
        made: list[Row] = []
        for row in rows:
            record: Record = dict(zip(self._fields, row, strict=True))
            own = record.get("source_id")
            self._names[record["name"]] += 1
            record["ident"] = str(own) if own else self._ident(record)
            made.append(tuple(map(record.get, self._kept)))
        if made:
            yield self.table, made

    def end(self) -> Iterator[Chunk]:
        """Say how many share a name."""
        shared = sum(count for count in self._names.values() if count > 1)
        if shared:
            words = (
                f"{shared:,} configuration items share their name with another; they are kept "
                "apart, but changes and tickets that give only the name can't say which is meant."
            )
            if "source_id" not in self._fields:
                words += " Export sys_id too: without it class, creation time, serial number and "
                words += "asset tag tell them apart."
            self._desk.warn(words)
        yield from ()

    def _ident(self, record: Record) -> str:
        text = "\x1f".join(str(record.get(field) or "") for field in _TELLING)
        ident = blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
        place = (record["name"], ident)
        self._seen[place] += 1
        again = self._seen[place]
        return ident if again == 1 else f"{ident}-{again}"


class ServiceNowRelation(ServiceNowTable):
    """One row a dependency: parent, child and its type, such as `Depends on::Used by`."""

    id: ClassVar[str] = "servicenow.cmdb_rel_ci"
    kind: ClassVar[str] = "relation"
    table: ClassVar[str] = "relation"
    tables: ClassVar[tuple[str, ...]] = ("cmdb_rel_ci",)
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("sys_id", "sys id")),
        Key("parent", ("parent",), reference=True),
        Key("child", ("child",), reference=True),
        Name("verb_raw", ("type",), required=True, reference=True),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )

    def recognises(self, look: Look) -> bool:
        """Parent, child and type, and nothing else of substance."""
        others = {name for name in look.header if not name.startswith("sys_")}
        stored = {f"{name}.value" for name in _RELATED} | {f"{name}.link" for name in _RELATED}
        return look.has(*_RELATED) and others <= {*_RELATED, *stored, *_BESIDE}

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Dependencies."""
        return {self.table: Plan(self.table, kept(fields, "key", "verb"), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """The parent's side of the type is the verb."""
        return Settled(self.table, fields, kept(fields, "key", "verb"), _settle_relation, desk)


def _settle_relation(record: Record) -> str:
    words = str(record["verb_raw"] or "")
    verb = words.partition("::")[0].strip().casefold() if "::" in words else None
    record["verb"] = verb
    record["key"] = f"{record['parent']}|{verb or words}|{record['child']}"
    return ""


class ServiceNowGroup(ServiceNowTable):
    """One row an assignment group."""

    id: ClassVar[str] = "servicenow.sys_user_group"
    kind: ClassVar[str] = "group"
    table: ClassVar[str] = "support_group"
    tables: ClassVar[tuple[str, ...]] = ("sys_user_group",)
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("name",)),
        Identifier("source_id", ("sys_id", "sys id")),
        Name("manager", ("manager",), required=True, reference=True),
        Identifier("email", ("email", "group email")),
        Name("parent", ("parent",), reference=True),
        Flag("active", ("active",)),
        Text("description", ("description",)),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )

    def recognises(self, look: Look) -> bool:
        """A name and a manager, beside what only the table of groups has; no CI, no person."""
        own = look.count("default_assignee", "default assignee", "include_members",
                         "exclude_manager", "group email", "points", "cost_center", "sys_id",
                         "sys id", "sys_updated_on", "updated")  # fmt: skip
        foreign = look.count(*_CLASS, *_STATUS, *_OF_OTHERS)
        return look.has("name", "manager") and own > 0 and not foreign
