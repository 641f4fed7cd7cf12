"""Trends and forecasts of one scope, and what people say of changes and their incidents."""

from collections.abc import Sequence

from app.analysis import trends as of
from app.models.errors import AppError
from app.models.results.trends import Trends
from app.models.scope import EVERYTHING, Scope
from app.services.tower import Tower, wall_clock
from app.store.audit import append
from app.store.decisions import CHANGE_EFFECT, decisions, record_decision
from app.store.records import change, changes_by_key

_SAID = {True: ("accepted", "confirmed"), False: ("dismissed", "dismissed")}


def trends(tower: Tower, scope: Scope = EVERYTHING) -> Trends:
    """Everything beyond the KPIs, of one scope at the tower's now (METRICS §4.2 to §4.6, §4.8)."""
    facts, settings, now = tower.facts(), tower.settings, tower.now()

    def titles(keys: Sequence[str]) -> dict[str, str]:
        found = changes_by_key(tower.store, keys)
        return {key: str(record["title"] or "") for key, record in found.items()}

    said = _decided(tower)
    return Trends(
        at=now,
        flow=of.forecast_flow(facts, now, tower.zone, scope),
        risk=of.breach_risk(facts, settings, now, scope),
        clusters=of.clusters(facts, now, scope),
        lifts=of.change_effects(
            facts,
            now,
            scope,
            texts=titles,
            confirmed=[key for key, word in said.items() if word == "accepted"],
            dismissed=[key for key, word in said.items() if word == "dismissed"],
        ),
        process=of.process_findings(facts, settings, now, scope),
        success=of.success_by_team(facts, settings, now, scope),
        phases=of.restore_phases(facts, now, scope, reopen_window_s=settings.reopen_window_s),
    )


def decide_effect(
    tower: Tower, key: str, *, confirmed: bool, reason: str, decided_by: str = ""
) -> None:
    """Record that a change did or didn't cause the incidents after it (METRICS §4.4).

    What the source says stays as it is. AppError for an unknown change or without a reason.
    """
    record = change(tower.store, key)
    if record is None:
        raise AppError(f"No change {key} is in the store. `tower trends` lists the changes.")
    if not reason.strip():
        raise AppError(f"Say how you know what {key} did; a reason is kept with it.")
    word, spoken = _SAID[confirmed]
    by, now = decided_by.strip() or tower.user, tower.now()
    with tower.store.writing() as connection:
        record_decision(
            connection,
            finding_key=CHANGE_EFFECT + str(record["key"]),
            decision=word,
            reason=reason.strip(),
            decided_by=by,
            recorded_by=tower.user,
            decided_at=now,
            until=None,
            fingerprint="",
        )
        append(
            connection,
            action=f"change effect {spoken}",
            object=str(record["key"]),
            detail={"reason": reason.strip()},
            actor=by,
            recorder=tower.user,
            now=now,
            wall=wall_clock(),
        )


def _decided(tower: Tower) -> dict[str, str]:
    """What was last decided about each change's effect: accepted or dismissed."""
    return {
        key.removeprefix(CHANGE_EFFECT): row.decision
        for key, row in decisions(tower.store).items()
        if key.startswith(CHANGE_EFFECT)
    }
