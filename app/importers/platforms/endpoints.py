"""Managed devices: Intune, Configuration Manager and Jamf (FORMATS §14, §25.3)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Key, Name, Stamp
from app.importers.platforms.sign_ins import UtcStamp
from app.models.records import Plan, Value

_NO_SERIALS = frozenset(
    {"0", "none", "n/a", "na", "unknown", "default string", "system serial number",
     "to be filled by o.e.m.", "not specified", "not available", "serial number"}
)  # fmt: skip
"""What devices without a serial number say instead."""
_COMPLIANCE: dict[str, Value] = {
    "compliant": "compliant", "noncompliant": "noncompliant", "non-compliant": "noncompliant",
    "not compliant": "noncompliant", "in grace period": "in_grace", "ingraceperiod": "in_grace",
    "unknown": "unknown", "not evaluated": "unknown", "error": "unknown", "conflict": "unknown",
    "configmanager": "unknown", "config manager": "unknown",
    "0": "unknown", "1": "compliant", "2": "noncompliant", "3": "unknown", "4": "unknown",
    "254": "in_grace", "255": "unknown",
}  # fmt: skip
"""Words of portal and Graph, and the numbers of reports without localised columns."""
_OWN = ("source", "name", "ident", "source_id", "ci_class", "subclass")


class EndpointImporter(Importer):
    """One row a device; known by its serial number, else by the tool's id of it."""

    kind: ClassVar[str] = "ci"
    table: ClassVar[str] = "ci"
    key: ClassVar[tuple[str, ...]] = ("source", "name", "ident")
    hashed: ClassVar[bool] = False

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Devices; an identity is always there."""
        derived = {"source", "name", "ident", "ci_class"}
        own = tuple(name for name in _OWN if name in derived or name in fields)
        more = tuple(name for name in fields if name not in _OWN)
        if "last_contact_at" in fields:
            more += ("updated_at",)
        return {"ci": Plan("ci", (*own, *more), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Gives each device its identity."""
        del desk
        return _Devices(fields, self.plans(fields)["ci"].fields)


class _Devices(Collector):
    """Serial number, else device id."""

    def __init__(self, fields: tuple[str, ...], stored: tuple[str, ...]) -> None:
        super().__init__("ci")
        self._fields, self._stored = fields, stored

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The devices of a block."""
        del numbers
        devices: list[Row] = []
        for row in rows:
            values = dict(zip(self._fields, row, strict=True))
            serial = str(values.get("serial") or "")
            if serial.casefold() in _NO_SERIALS:
                serial = ""
            if "serial" in values:
                values["serial"] = serial or None
            values["ident"] = serial or str(values.get("source_id") or "")
            values["ci_class"] = "endpoint"
            values["updated_at"] = values.get("last_contact_at")
            devices.append(tuple(values.get(field) for field in self._stored))
        if devices:
            yield "ci", devices


class IntuneReport(EndpointImporter):
    """The report export of Intune: names without blanks, always UTC."""

    id: ClassVar[str] = "intune.report"
    system: ClassVar[str] = "Intune"
    constants: ClassVar[dict[str, Value]] = {"source": "intune"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("name", ("devicename",)),
        Name("source_id", ("deviceid", "intunedeviceid")),
        Name("serial", ("serialnumber",)),
        Name("subclass", ("devicetype_loc", "devicetype")),
        Choice("compliance", ("compliancestate_loc", "compliancestate", "compliantstate_loc",
                              "compliantstate"), choices=_COMPLIANCE, otherwise="unknown"),
        UtcStamp("last_contact_at", ("lastcontact",)),
        Name("os", ("os_loc", "os", "osdescription")),
        Name("os_version", ("osversion",)),
        Name("manufacturer", ("manufacturer",)),
        Name("model", ("model",)),
        Name("assigned_to", ("upn", "useremail", "primaryuser")),
        Name("managed_by", ("managementagents_loc", "managedby")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The report's own names."""
        state = look.count("compliancestate", "compliantstate") > 0
        return state and look.has("devicename", "lastcontact")


class IntunePortal(EndpointImporter):
    """All devices, exported in the portal: labels."""

    id: ClassVar[str] = "intune.portal"
    system: ClassVar[str] = "Intune"
    constants: ClassVar[dict[str, Value]] = {"source": "intune"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("name", ("device name",)),
        Name("source_id", ("device id",)),
        Name("serial", ("serial number",)),
        Choice("compliance", ("compliance",), choices=_COMPLIANCE, otherwise="unknown"),
        Stamp("last_contact_at", ("last check-in",)),
        Name("os", ("os",)),
        Name("os_version", ("os version",)),
        Name("manufacturer", ("manufacturer",)),
        Name("model", ("model",)),
        Name("assigned_to", ("primary user upn", "primary user email address")),
        Name("managed_by", ("managed by",)),
        Name("mac", ("wi-fi mac", "ethernetmac")),
        Name("status", ("device state",)),
    )

    def claims(self, look: Look) -> bool:
        """The portal's labels."""
        return look.has("device name", "last check-in", "primary user upn")


class IntuneGraph(EndpointImporter):
    """managedDevices of Microsoft Graph."""

    id: ClassVar[str] = "intune.graph"
    system: ClassVar[str] = "Intune"
    constants: ClassVar[dict[str, Value]] = {"source": "intune"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("name", ("devicename",)),
        Name("source_id", ("id",)),
        Name("serial", ("serialnumber",)),
        Choice("compliance", ("compliancestate",), choices=_COMPLIANCE, otherwise="unknown"),
        Stamp("last_contact_at", ("lastsyncdatetime",)),
        Name("os", ("operatingsystem",)),
        Name("os_version", ("osversion",)),
        Name("manufacturer", ("manufacturer",)),
        Name("model", ("model",)),
        Name("assigned_to", ("userprincipalname", "emailaddress")),
        Name("managed_by", ("managementagent",)),
        Name("mac", ("wifimacaddress", "ethernetmacaddress")),
    )

    def claims(self, look: Look) -> bool:
        """Graph's names of a device."""
        return look.has("devicename", "lastsyncdatetime", "compliancestate")


class SccmDevices(EndpointImporter):
    """Devices of Configuration Manager, out of Get-CMDevice | Export-Csv."""

    id: ClassVar[str] = "sccm.devices"
    system: ClassVar[str] = "Configuration Manager"
    constants: ClassVar[dict[str, Value]] = {"source": "sccm"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("name", ("name",)),
        Name("source_id", ("resourceid", "smsid")),
        Name("serial", ("serialnumber",)),
        Stamp("last_contact_at", ("lastactivetime", "lastddr", "lastpolicyrequest")),
        Name("os", ("deviceos",)),
        Name("os_version", ("deviceosbuild",)),
        Name("assigned_to", ("primaryuser", "username")),
        Name("mac", ("macaddress",)),
        Name("location", ("sitecode",)),
    )

    def claims(self, look: Look) -> bool:
        """An id of the site's database and when the device was last heard of."""
        known = look.count("resourceid", "smsid") > 0
        heard = look.count("lastactivetime", "lastddr", "deviceos") > 0
        return look.has("name") and known and heard


class JamfComputers(EndpointImporter):
    """Computers and mobile devices of Jamf Pro: advanced search as CSV, or the inventory API."""

    id: ClassVar[str] = "jamf.computers"
    system: ClassVar[str] = "Jamf Pro"
    constants: ClassVar[dict[str, Value]] = {"source": "jamf"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("name", ("general.name", "computer name", "display name")),
        Name("source_id", ("udid", "jss computer id", "jss id", "jss mobile device id", "id")),
        Name("serial", ("hardware.serialnumber", "serial number")),
        Stamp("last_contact_at", ("general.lastcontacttime", "last check-in",
                                  "last inventory update")),
        Name("os", ("general.platform", "operatingsystem.name", "operating system")),
        Name("os_version", ("operatingsystem.version", "operating system version",
                            "os version")),
        Name("manufacturer", ("hardware.make", "make")),
        Name("model", ("hardware.model", "model")),
        Name("assigned_to", ("userandlocation.username", "username")),
        Name("ip", ("general.lastipaddress", "ip address", "last reported ip address")),
        Name("mac", ("hardware.macaddress", "mac address")),
        Name("asset_tag", ("general.assettag", "asset tag")),
        Name("location", ("building",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The search's labels, or the API's sections."""
        heard = look.count("last check-in", "last inventory update") > 0
        labels = look.count("computer name", "display name") > 0 and look.has("serial number")
        return look.has("udid", "general.name") or (labels and heard)
