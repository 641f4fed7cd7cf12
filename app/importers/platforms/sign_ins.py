"""Sign-ins of Entra ID and of Windows domains as a signal of identity trouble (FORMATS §12)."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Column, Context, Convert, Name, Stamp, Text
from app.importers.platforms.signals import SIGNAL_PLAN, Signal, SignalRows, Values
from app.importers.stamps import StampReader
from app.importers.zones import UTC_ZONE
from app.models.records import Plan

_LOCKED = frozenset({"50053"})
_MFA = frozenset(
    {"50072", "50074", "50076", "50079", "50088", "50158", "53004", "500121"}
)  # fmt: skip
_BLOCKED = frozenset({"53000", "53001", "53002", "53003", "530032", "530034", "53011"})
_STEPS = frozenset(
    {"0", "16000", "16001", "50055", "50058", "50072", "50074", "50076", "50079", "50097", "50125",
     "50127", "50129", "50140", "50143", "50144", "50158", "50199", "50203", "65001"}
)  # fmt: skip
"""Codes of interrupted sign-ins that a person then goes on with; alone they are no failure."""
_AD_EVENTS = {
    "4625": ("sign-in failed", "low"),
    "4740": ("account locked", "warning"),
    "4771": ("Kerberos pre-authentication failed", "low"),
}


@dataclass(frozen=True)
class UtcStamp(Column):
    """An instant under a header that says UTC, or of a report that is always UTC."""

    def compile(self, context: Context, header: str) -> Convert:
        """Year first, or with its own offset."""
        del context, header
        return StampReader(UTC_ZONE, "ymd", Counter(), declared=True).column


class EntraSignIns(Importer):
    """The sign-in log: the portal's CSV or JSON, or Microsoft Graph's."""

    id: ClassVar[str] = "entra.signins"
    system: ClassVar[str] = "Entra ID"
    kind: ClassVar[str] = "alert"
    table: ClassVar[str] = "alert"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    confidential: ClassVar[bool] = True
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        UtcStamp("at", ("date (utc)", "createddatetime", "date"), required=True),
        Name("person", ("username", "userprincipalname", "user", "userdisplayname")),
        Name("app", ("application", "appdisplayname")),
        Name("status", ("status",)),
        Name("code", ("sign-in error code", "status.errorcode"), required=True),
        Text("reason", ("failure reason", "status.failurereason")),
    )

    def claims(self, look: Look) -> bool:
        """The portal's labels, or Graph's names."""
        portal = look.has("sign-in error code", "application", "status")
        graph = look.has("createddatetime", "appdisplayname", "status.errorcode")
        return portal or graph

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Episodes."""
        del fields
        return {"alert": SIGNAL_PLAN}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Gathers sign-ins into episodes."""
        return SignalRows("entra", fields, desk, _entra)


def _entra(values: Values) -> Signal | None:
    status = str(values.get("status") or "").casefold()
    code = str(values.get("code") or "0").split(".")[0]
    told = status in {"success", "failure", "interrupted"}
    fine = status in {"success", "interrupted"} if told else code in _STEPS
    if fine or code in {"", "0", "None"}:
        return None
    if code in _LOCKED:
        group, severity = "account locked", "warning"
    elif code in _MFA:
        group, severity = "MFA failed", "warning"
    elif code in _BLOCKED:
        group, severity = "sign-in blocked by policy", "low"
    else:
        group, severity = "sign-in failed", "low"
    app = str(values.get("app") or "")
    reason = " ".join(filter(None, (code, str(values.get("reason") or "").rstrip("."))))
    person = str(values.get("person") or "").casefold()
    return Signal(group, severity, app, person, reason[:120], service=app or None)


class AdSignIns(Importer):
    """Windows security events of domain controllers, out of Get-WinEvent | Export-Csv."""

    id: ClassVar[str] = "ad.signins"
    system: ClassVar[str] = "Active Directory"
    kind: ClassVar[str] = "alert"
    table: ClassVar[str] = "alert"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    confidential: ClassVar[bool] = True
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Stamp("at", ("timecreated", "timegenerated"), required=True),
        Name("event", ("id", "eventid", "instanceid"), required=True),
        Name("host", ("machinename",)),
        Text("message", ("message",)),
    )

    def claims(self, look: Look) -> bool:
        """Time and number of Windows events, of which most are of the security log."""
        named = look.count("timecreated", "timegenerated") > 0 and look.has("machinename")
        number = next((n for n in ("id", "eventid", "instanceid") if look.has(n)), "")
        return named and bool(number) and look.matches(number, r"4[67]\d\d") > 0.5

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Episodes."""
        del fields
        return {"alert": SIGNAL_PLAN}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Gathers events into episodes."""
        return SignalRows("ad", fields, desk, _windows)


def _windows(values: Values) -> Signal | None:
    found = _AD_EVENTS.get(str(values.get("event") or ""))
    if found is None:
        return None
    host = str(values.get("host") or "").casefold()
    return Signal(*found, host, "", f"event {values['event']}", ci=host or None)
