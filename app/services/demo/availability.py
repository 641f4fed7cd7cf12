"""Outages, degradations and announced maintenance of the demo's services over 18 months."""

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.services.demo.exports import stamp_z, write_csv
from app.services.demo.rhythm import WEEKS, Local, settled
from app.services.demo.words import BY_NAME, SERVICES

TIER_ONE = tuple(name for name, tier, _ in SERVICES if tier == 1)
MISSED = "SAP Finance"
"""The service that misses its target in the last full month."""
MISSED_MINUTES = (96, 72)
_TYPES = {"outage": "Outage", "degradation": "Degradation", "planned": "Planned outage"}
_FIELDS = ("number", "type", "business_service", "cmdb_ci", "begin", "end", "task_number",
           "short_description", "sys_updated_on")  # fmt: skip
_PLANNED_FIELDS = ("tower.outage", "kind", "title", "state", "service", "ci", "start_at", "end_at",
                   "announced_at", "ticket_key")  # fmt: skip
_CIS = {queue.service: queue.cis for queue in BY_NAME.values()}
_CIS["Cloud Platform"] = ("k8s-prd-eu1", "cdn-edge")
_CIS["Integration & API"] = ("mq-prd-01", "api-gw-prd")


@dataclass(frozen=True, slots=True)
class DemoOutage:
    """One interruption; without `end` it lasts."""

    number: str
    kind: str
    service: str
    ci: str
    start: Local
    end: Local | None
    ticket: str = ""
    announced: Local | None = None


def last_month(cut: Local) -> tuple[Local, Local]:
    """First instants of the last full month and of the present one."""
    end = cut.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (end - timedelta(days=1)).replace(day=1), end


def outages(cut: Local, seed: int, told: list[tuple[str, str, Local, Local | None, str]]
            ) -> list[DemoOutage]:  # fmt: skip
    """Interruptions up to `cut`; `told` are (service, ci, start, end, ticket) of the stories."""
    chance = random.Random(f"{seed} outages")  # noqa: S311 - a demo
    first, end = last_month(cut)
    found: list[tuple[str, str, str, Local, Local | None, str]] = [
        ("outage", *each) for each in told
    ]
    months = WEEKS * 7 // 30
    for service in TIER_ONE:
        cis = _CIS[service]
        for month in range(months):
            if chance.random() > 0.42:
                continue
            at = settled(cut - timedelta(days=30 * month + chance.uniform(1, 29)))
            kind = chance.choice(("outage", "outage", "degradation"))
            long = month > 2 and chance.random() < 0.09
            minutes = chance.uniform(50, 130) if long else chance.uniform(4, 19)
            if (first <= at < end and service == MISSED) or at > cut - timedelta(hours=3):
                continue
            over = settled(at + timedelta(minutes=minutes))
            found.append((kind, service, chance.choice(cis), at, over, ""))
    for place, minutes in enumerate(MISSED_MINUTES):
        at = settled(first + timedelta(days=8 + 11 * place, hours=9, minutes=12))
        over = at + timedelta(minutes=minutes)
        found.append(("outage", MISSED, "sap-ecc-prd", at, over, ""))
    found.sort(key=lambda each: (each[3], each[1]))
    return [
        DemoOutage(f"OUT{1001 + place:07}", kind, service, ci, start, over, ticket)
        for place, (kind, service, ci, start, over, ticket) in enumerate(found)
    ]


def maintenance(cut: Local, seed: int) -> list[DemoOutage]:
    """Planned maintenance: a night a quarter a service, announced a week before."""
    chance = random.Random(f"{seed} maintenance")  # noqa: S311 - a demo
    found: list[DemoOutage] = []
    for place, service in enumerate(TIER_ONE):
        for quarter in range(6):
            day = cut - timedelta(days=91 * quarter + 20 + 7 * place)
            start = settled(day.replace(hour=3, minute=30, second=0, microsecond=0))
            end = settled(start + timedelta(minutes=chance.choice((60, 90, 120))))
            number = f"PM{1001 + len(found)}"
            told = settled(start - timedelta(days=7, hours=chance.randint(1, 9)))
            ci = chance.choice(_CIS[service])
            found.append(DemoOutage(number, "planned", service, ci, start, end, "", told))
    return sorted(found, key=lambda each: (each.start, each.service))


def write_outages(path: Path, found: list[DemoOutage]) -> None:
    """As ServiceNow's table cmdb_ci_outage, display values."""
    rows = [
        [each.number, _TYPES[each.kind], each.service, each.ci, _at(each.start),
         _at(each.end) if each.end else "", each.ticket, f"{each.service}: {each.kind}",
         _at(each.end or each.start)]
        for each in found
    ]  # fmt: skip
    write_csv(path, _FIELDS, rows)


def write_maintenance(path: Path, found: list[DemoOutage]) -> None:
    """Our template, since ServiceNow's outages don't tell when one was announced."""
    rows = [
        [each.number, "planned", f"{each.service} maintenance", "closed", each.service, each.ci,
         stamp_z(each.start), stamp_z(each.end or each.start),
         stamp_z(each.announced or each.start), ""]
        for each in found
    ]  # fmt: skip
    write_csv(path, _PLANNED_FIELDS, rows)


def _at(moment: Local) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
