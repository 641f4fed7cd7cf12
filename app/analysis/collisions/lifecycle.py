"""What was decided about a finding and whether it still holds (COLLISIONS §6)."""

from dataclasses import replace
from hashlib import blake2b

from app.analysis.collisions.severity import RANKS
from app.analysis.moments import Moments
from app.models.columns import DecisionRow
from app.models.results import Finding

_WORDS = {"accepted": "Accepted", "dismissed": "Dismissed as wrong"}


def finding_key(check: str, *subjects: str) -> str:
    """`check|change|change` with the changes sorted, or `check|change|window`."""
    return "|".join((check, *subjects))


def fingerprint(severity: str, facts: str) -> str:
    """Severity rank and a hash of intervals and CIs: `4:…`."""
    return f"{RANKS[severity]}:{blake2b(facts.encode(), digest_size=8).hexdigest()}"


def apply(finding: Finding, decision: DecisionRow | None, now: int, moments: Moments) -> Finding:
    """The finding with its state: an acceptance or dismissal counts until it expires or widens."""
    if decision is None:
        return finding
    if decision.decision not in _WORDS:
        note = f"Reopened by {decision.decided_by}: {decision.reason}"
        return replace(finding, state="Reopened", decision_note=note)
    said = f"{_WORDS[decision.decision]} by {decision.decided_by}"
    if decision.until is not None and now >= decision.until:
        note = f"{said} until {moments.at(decision.until)}; that has passed"
        return replace(finding, state="Reopened", decision_note=note)
    if _widened(decision.fingerprint, finding.fingerprint):
        note = f"{said}; windows, CIs or severity have changed since"
        return replace(finding, state="Reopened", decision_note=note)
    until = f" until {moments.at(decision.until)}" if decision.until is not None else ""
    state = "Accepted" if decision.decision == "accepted" else "Dismissed"
    return replace(finding, state=state, decision_note=f"{said}{until}: {decision.reason}")


def _widened(decided: str, current: str) -> bool:
    """Other intervals or CIs, or a higher severity, than those that were decided about."""
    old_rank, _, old_facts = decided.partition(":")
    rank, _, facts = current.partition(":")
    return facts != old_facts or not old_rank.isdigit() or int(rank) > int(old_rank)
