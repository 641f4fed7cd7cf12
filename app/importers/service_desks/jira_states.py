"""Jira's statuses to canonical states; sites name them freely (FORMATS §2.3)."""

import re
from functools import lru_cache

from app.models.records import Value

_CATEGORIES = {
    "to do": "new", "new": "new", "a fazer": "new", "itens pendentes": "new",
    "tareas por hacer": "new", "por hacer": "new", "zu erledigen": "new", "à faire": "new",
    "in progress": "in_progress", "indeterminate": "in_progress", "em andamento": "in_progress",
    "en curso": "in_progress", "in arbeit": "in_progress", "en cours": "in_progress",
    "done": "resolved", "complete": "resolved", "concluído": "resolved",
    "itens concluídos": "resolved", "listo": "resolved", "finalizada": "resolved",
    "fertig": "resolved", "erledigt": "resolved", "terminé": "resolved", "terminée": "resolved",
}  # fmt: skip
_NAMES = _CATEGORIES | {
    "open": "new", "backlog": "new", "reopened": "new", "waiting for support": "new",
    "aberto": "new", "abierto": "new", "abierta": "new", "offen": "new", "ouvert": "new",
    "ouverte": "new", "aguardando atendimento": "new", "esperando por ayuda": "new",
    "work in progress": "in_progress", "investigating": "in_progress",
    "under investigation": "in_progress", "under review": "in_progress",
    "escalated": "in_progress", "resolved": "resolved", "completed": "resolved",
    "resolvido": "resolved", "resuelto": "resolved", "resuelta": "resolved",
    "gelöst": "resolved", "résolu": "resolved", "résolue": "resolved",
}  # fmt: skip
_CLOSED = frozenset(
    {"closed", "fechado", "fechada", "cerrado", "cerrada", "geschlossen", "fermé", "fermée"}
)
_CANCELLED = re.compile(
    r"cancel|declined|withdrawn|rejected|won['’]t|abgebrochen|abgelehnt|annul|rejeitad|rechazad"
)
_HOLDS = (
    (re.compile(r"(customer|user|caller|reporter|requester|cliente|kund|client)"),
     "awaiting_caller"),
    (re.compile(r"(vendor|supplier|third|partner|fornecedor|proveedor|lieferant|fournisseur)"),
     "awaiting_vendor"),
    (re.compile(r"(approv|aprova|aproba|genehmig|approb)"), "awaiting_approval"),
    (re.compile(r"change"), "awaiting_change"),
    (re.compile(r"problem"), "awaiting_problem"),
)  # fmt: skip
_WAITING = re.compile(
    r"(waiting|awaiting|pending|on hold|blocked|aguardando|pendente|em espera|esperando|"
    r"pendiente|en espera|warten|wartet|in warteschleife|ausstehend|en attente)\b"
)
_OURS = re.compile(r"support|triage|atendimento|ayuda|soporte|assistance|assignment")
_CHANGE_NAMES = {
    "open": "new", "to do": "new", "draft": "new", "new": "new", "planning": "assess",
    "awaiting planning": "assess", "review": "assess", "under review": "assess",
    "peer review": "assess", "peer review / change manager approval": "assess",
    "awaiting approval": "authorize", "waiting for approval": "authorize",
    "pending approval": "authorize", "awaiting cab approval": "authorize",
    "cab approval": "authorize", "authorize": "authorize", "approved": "scheduled",
    "scheduled": "scheduled", "awaiting implementation": "scheduled",
    "implementing": "implement", "implementation": "implement", "in progress": "implement",
    "post implementation review": "review", "awaiting review": "review",
    "completed": "closed", "done": "closed", "closed": "closed", "resolved": "closed",
    "failed": "closed", "rolled back": "closed", "backed out": "closed",
    "declined": "rejected", "rejected": "rejected",
}  # fmt: skip
_OF_CATEGORY = {"new": "new", "in_progress": "implement", "resolved": "closed"}
_FAILED = frozenset({"failed", "rolled back", "backed out"})


@lru_cache(maxsize=2_000)
def ticket_state(status: Value, category: Value) -> tuple[str, str | None]:
    """(state, hold reason). The status decides what its category can't tell apart.

    Closed, cancelled and waiting are told by the status' words; a wait for the service desk
    itself is no hold. `unknown` when neither says anything.
    """
    words = _words(status)
    of_category = _CATEGORIES.get(_words(category))
    if _CANCELLED.search(words):
        return "cancelled", None
    if words in _CLOSED:
        return "closed", None
    if of_category != "resolved" and _WAITING.match(words) and not _OURS.search(words):
        reasons = (reason for pattern, reason in _HOLDS if pattern.search(words))
        return "on_hold", next(reasons, None)
    return of_category or _NAMES.get(words, "unknown"), None


@lru_cache(maxsize=2_000)
def change_state(status: Value, category: Value) -> str:
    """The state of a change."""
    words = _words(status)
    if words in _CHANGE_NAMES:
        return _CHANGE_NAMES[words]
    if _CANCELLED.search(words):
        return "cancelled"
    if words in _CLOSED:
        return "closed"
    of_category = _CATEGORIES.get(_words(category)) or _NAMES.get(words, "")
    return _OF_CATEGORY.get(of_category, "unknown")


def named_state(status: str) -> str | None:
    """What a status says of a ticket, else of a change, without its category; None for nothing."""
    states = (ticket_state(status, None)[0], change_state(status, None))
    return next((state for state in states if state != "unknown"), None)


def close_code(status: Value) -> str | None:
    """What the status alone says of a change's outcome: only failure."""
    return "unsuccessful" if _words(status) in _FAILED else None


def _words(text: Value) -> str:
    return " ".join(str(text or "").casefold().split())
