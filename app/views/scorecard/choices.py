"""What the scope menu and the comparison menu offer (pure)."""

from app.analysis.periods import earlier
from app.models.columns import Facts
from app.models.period import Period
from app.models.scope import EVERYTHING, Scope
from app.views.scorecard.period_bar import period_words
from app.views.scorecard.pick_list import Choice

_BACK = {"week": 26, "month": 18, "quarter": 8}
_YEAR = {"week": 52, "month": 12, "quarter": 4}
_SECTIONS = {"service": "Service", "group": "Group", "site": "Site", "tier": "Service tier"}
NOTHING = ""
"""The value of “No comparison”."""


def scopes_of(facts: Facts) -> tuple[Scope, ...]:
    """Every scope that the store can be looked at by: all, then service, group, site, tier."""
    names = {
        "service": {*facts.tickets.services, *facts.changes.services},
        "group": {*facts.tickets.groups, *facts.changes.groups},
        "site": {*facts.details.locations, *facts.changes.locations},
        "tier": {str(row.tier) for row in facts.registers.services if row.tier},
    }
    return (
        EVERYTHING,
        *(Scope(field, name) for field, of in names.items() for name in sorted(of) if name),
    )


def scope_words(scope: Scope) -> str:
    """Write "all services", "SAP Finance", "tier 1"."""
    if not scope.field:
        return "all services"
    return f"tier {scope.name}" if scope.field == "tier" else scope.name


def scope_choices(scopes: tuple[Scope, ...]) -> tuple[Choice, ...]:
    """The lines of the scope menu, in sections by field."""
    return tuple(
        Choice(scope, scope_words(scope), _SECTIONS.get(scope.field, "")) for scope in scopes
    )


def period_choices(period: Period) -> tuple[Choice, ...]:
    """No comparison, the periods before of the same kind, and the same one a year before."""
    backs = sorted({*range(1, _BACK[period.kind] + 1), _YEAR[period.kind]})
    found = [Choice(NOTHING, "No comparison")]
    for back in backs:
        other = earlier(period, back)
        note = " (a year before)" if back == _YEAR[period.kind] else ""
        found.append(Choice(other.id, period_words(other) + note))
    return tuple(found)
