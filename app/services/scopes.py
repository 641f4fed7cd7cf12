"""What a scorecard can be scoped to, and finding it by a name that somebody typed (METRICS §1)."""

from difflib import get_close_matches

from app.models.columns import Facts
from app.models.errors import AppError
from app.models.scope import SCOPE_FIELDS, Scope

_NEAR = 3


def scopes(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The names of every field of a scope that records use, sorted."""
    tickets, changes = facts.tickets, facts.changes
    services = {*tickets.services, *changes.services, *(s.name for s in facts.registers.services)}
    found = {
        "service": services,
        "group": {*tickets.groups, *changes.groups},
        "site": {*facts.details.locations, *changes.locations},
        "tier": {str(row.tier) for row in facts.registers.services if row.tier},
    }
    return {name: tuple(sorted(found[name] - {""}, key=str.casefold)) for name in SCOPE_FIELDS}


def find_scope(facts: Facts, field: str, name: str) -> Scope:
    """The scope of a name, however its letters are cased; AppError that says which are near."""
    if field not in SCOPE_FIELDS:
        raise AppError(f"“{field}” is no scope. Use {', '.join(SCOPE_FIELDS)}.")
    known = scopes(facts)[field]
    wanted = " ".join(name.split())
    if wanted in known:
        return Scope(field, wanted)
    alike = [each for each in known if each.casefold() == wanted.casefold()]
    if alike:
        return Scope(field, alike[0])
    raise AppError(f"No record names the {field} “{wanted}”. {_near(wanted, field, known)}")


def _near(wanted: str, field: str, known: tuple[str, ...]) -> str:
    if not known:
        return f"The store knows no {field} at all; import an export that holds it."
    folded = {each.casefold(): each for each in reversed(known)}
    close = get_close_matches(wanted.casefold(), list(folded), _NEAR, 0.5)
    close += [each for each in folded if wanted.casefold() in each and each not in close]
    if wanted and close:
        named = [f"“{folded[each]}”" for each in close[:_NEAR]]
        return f"Did you mean {' or '.join(named)}?"
    listed = ", ".join(known[:_NEAR])
    return f"Known are {listed}{' …' if len(known) > _NEAR else ''}."
