"""Two periods of the same kind beside each other: by how much each KPI differs (METRICS §1)."""

from collections.abc import Iterable

from app.models.results import KpiPart, KpiResult
from app.models.results.drilldown import Difference


def differences(
    before: Iterable[KpiResult], after: Iterable[KpiResult]
) -> dict[tuple[str, str], Difference]:
    """The difference of every part that both know, by (KPI, part); `after` minus `before`.

    A KPI that both show for the same period, its last complete month, has none.
    """
    earlier = {(kpi.id, part.name): (kpi, part) for kpi in before for part in kpi.parts}
    found: dict[tuple[str, str], Difference] = {}
    for kpi in after:
        for part in kpi.parts:
            held = earlier.get((kpi.id, part.name))
            if held is not None and held[0].period.id != kpi.period.id:
                found[kpi.id, part.name] = _difference(held, (kpi, part))
    return found


def _difference(before: tuple[KpiResult, KpiPart], after: tuple[KpiResult, KpiPart]) -> Difference:
    (old_kpi, old), (kpi, new) = before, after
    change = None if old.value is None or new.value is None else new.value - old.value
    better = None
    if change:
        better = (change > 0) is (kpi.better == "higher")
    versions = [
        (each.definition.version, each.target_version, each.variant) for each in (old_kpi, kpi)
    ]
    return Difference(
        kpi.id, new.name, new.unit, old.value, new.value, change, better, _overlap(old, new),
        old.n, new.n, versions[0] != versions[1],
    )  # fmt: skip


def _overlap(one: KpiPart, other: KpiPart) -> bool | None:
    if one.interval is None or other.interval is None:
        return None
    return one.interval[0] <= other.interval[1] and other.interval[0] <= one.interval[1]
