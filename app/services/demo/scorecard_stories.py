"""The stories behind the demo's scorecard: what each KPI is to find (METRICS §2)."""

from typing import Any

from app.services.demo.availability import MISSED, MISSED_MINUTES, TIER_ONE, last_month
from app.services.demo.company import Company
from app.services.demo.monitors import NOISY_MONITOR

Story = tuple[str, str, list[str], dict[str, Any]]


def scorecard_stories(company: Company, counts: dict[str, int]) -> list[Story]:
    """(id, kind, keys, expectation) of what was planted for the scorecard."""
    planted = company.records.planted
    month = f"{last_month(company.cut)[0]:%Y-%m}"
    outage = company.stories["outage"]
    waived = [pir.incident for pir in company.reviews if pir.waived]
    noisy = sum(alert.title == NOISY_MONITOR for alert in company.alerts)
    lost = [
        each.number
        for each in company.outages
        if each.service == MISSED and f"{each.start:%Y-%m}" == month
    ]
    return [
        ("triage-rota", "sla_phase", [f"{company.desk.rota:%G-W%V}"],
         {"kpi": "K4", "direction": "up"}),
        ("outage-callers", "sla_breaches", sorted(child.number for child in company.children),
         {"kpi": "K4", "week": f"{outage.opened:%G-W%V}", "parent": outage.number,
          "solved_late": sorted(each.number for each in company.children
                                if each.priority == 2)}),
        ("noisy-monitor", "alert_noise", [NOISY_MONITOR],
         {"kpi": "K13", "episodes": noisy, "flapping": True}),
        ("missed-availability", "availability", lost,
         {"kpi": "K12", "service": MISSED, "month": month, "minutes": sum(MISSED_MINUTES),
          "tier_1_services": len(TIER_ONE)}),
        ("pir-waived", "pir", waived, {"kpi": "K7", "waived": len(waived)}),
        ("copied-plans", "record_quality", planted["copied"], {"kpi": "K11", "good": False}),
        ("placeholder-plans", "record_quality", planted["placeholder"],
         {"kpi": "K11", "good": False}),
        ("no-backout", "record_quality", planted["no-backout"],
         {"kpi": "K11", "good": False, "most_points": 40}),
        ("late-approval", "audit", planted["late-approval"],
         {"kpi": "K18", "control": "Approval before the start, or ratified"}),
        ("same-hands", "audit", planted["same-hands"],
         {"kpi": "K18", "control": "Approver, requester and implementer apart"}),
        ("late-vendors", "vendor", ["AWS", "Cisco", "NetApp", "SAP"],
         {"kpi": "K17", "cases": counts["cases"], "late": counts["late"]}),
        ("automation", "automation", ["AUT-01", "AUT-02", "AUT-03", "AUT-04", "AUT-05", "AUT-06"],
         {"kpi": "K14", "runs": counts["runs"], "estimates": ["AUT-06"]}),
        ("scorecard", "counts", [f"K{number}" for number in range(1, 19)], counts),
    ]  # fmt: skip
