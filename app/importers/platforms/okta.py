"""Okta System Log, JSON and CSV, as a signal of identity trouble (FORMATS §12)."""

from collections.abc import Sequence
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Column, Name, Stamp, Text
from app.importers.json_lists import objects_of
from app.importers.platforms.signals import SIGNAL_PLAN, Signal, SignalRows, Values
from app.models.records import Plan

_TARGETS = 4
_BAD = frozenset({"failure", "deny", "unknown"})
_SIGN_IN = ("user.session.start", "user.authentication.", "app.oauth2.")
_DOWN = ("disconnect", "offline", "deactivate", "stop")


class _Okta(Importer):
    """What both containers share: aggregated failures, locks, MFA, agents, provisioning."""

    system: ClassVar[str] = "Okta"
    kind: ClassVar[str] = "alert"
    table: ClassVar[str] = "alert"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    confidential: ClassVar[bool] = True
    hashed: ClassVar[bool] = False

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Episodes."""
        del fields
        return {"alert": SIGNAL_PLAN}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Gathers events into episodes."""
        return SignalRows("okta", fields, desk, _signal)


class OktaLog(_Okta):
    """The System Log API: a JSON array of events."""

    id: ClassVar[str] = "okta.log"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    columns: ClassVar[tuple[Column, ...]] = (
        Stamp("at", ("published",), required=True),
        Name("event", ("eventtype",), required=True),
        Name("severity", ("severity",)),
        Name("result", ("outcome.result",)),
        Text("reason", ("outcome.reason",)),
        Name("person", ("actor.alternateid",)),
        Name("actor", ("actor.displayname",)),
        Name("targets", ("target",)),
    )

    def claims(self, look: Look) -> bool:
        """The event's own names."""
        return look.has("uuid", "published", "eventtype", "outcome.result")


class OktaCsv(_Okta):
    """The console's download: flattened names, targets numbered."""

    id: ClassVar[str] = "okta.csv"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    columns: ClassVar[tuple[Column, ...]] = (
        Stamp("at", ("timestamp", "published"), required=True),
        Name("event", ("event_type",), required=True),
        Name("severity", ("severity",)),
        Name("result", ("outcome.result",)),
        Text("reason", ("outcome.reason",)),
        Name("person", ("actor.alternate_id",)),
        Name("actor", ("actor.display_name",)),
        *(Name(f"type{n}", (f"target{n}.type",)) for n in range(_TARGETS)),
        *(Name(f"name{n}", (f"target{n}.display_name",)) for n in range(_TARGETS)),
    )

    def claims(self, look: Look) -> bool:
        """The download's names."""
        named = look.has("event_type", "actor.alternate_id", "outcome.result")
        return named and look.count("timestamp", "published") > 0


def _signal(values: Values) -> Signal | None:
    event = str(values.get("event") or "").casefold()
    failed = str(values.get("result") or "").casefold() in _BAD
    targets = _targets(values)
    app = next((name for kind, name in targets if kind == "AppInstance"), "")
    group = _group(event, values, failed=failed)
    if group is None:
        return None
    name, severity = group
    agent = next((name for kind, name in targets if kind not in {"User", "AppUser"}), "")
    place = (agent or str(values.get("actor") or "")) if name == "AD agent trouble" else app
    return Signal(
        name,
        severity,
        place,
        "" if name == "AD agent trouble" else str(values.get("person") or ""),
        str(values.get("reason") or ""),
        service=app or None,
        ci=place or None if name == "AD agent trouble" else None,
    )


def _group(event: str, values: Values, *, failed: bool) -> tuple[str, str] | None:
    """The kind of trouble and how bad it is by its kind; None for an event that is none."""
    if event.startswith("user.account.lock"):
        return "account locked", "warning"
    if event.startswith("user.mfa."):
        return ("MFA failed", "warning") if failed else ("MFA changed", "info")
    if event.startswith("system.agent.ad."):
        loud = str(values.get("severity") or "").upper() in {"WARN", "ERROR"}
        down = any(word in event for word in _DOWN)
        return ("AD agent trouble", "high") if failed or loud or down else None
    if ".provision." in event or event.startswith("application.provision"):
        return ("provisioning failed", "warning") if failed else None
    if event.startswith(_SIGN_IN):
        return ("sign-in failed", "low") if failed else None
    return None


def _targets(values: Values) -> Sequence[tuple[str, str]]:
    """(type, display name) of what the event was done to."""
    if "targets" not in values:
        pairs = [(values.get(f"type{n}"), values.get(f"name{n}")) for n in range(_TARGETS)]
        return [(str(kind or ""), str(name)) for kind, name in pairs if name]
    return [
        (str(each.get("type") or ""), str(each["displayName"]))
        for each in objects_of(values["targets"])
        if each.get("displayName")
    ]
