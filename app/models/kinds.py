"""How kinds of record are called in lists: one set of words for every screen and report."""

_WORDS = {
    "ci": "CIs",
    "relation": "CI relations",
    "change_event": "Change feed",
    "sla": "SLAs",
    "on_call": "On call",
    "knowledge": "Knowledge",
    "pir": "PIRs",
}


def kind_words(kind: str) -> str:
    """The plural that a kind of record is shown under: `request_item` as “Request items”."""
    if not kind:
        return ""
    return _WORDS.get(kind) or f"{kind.replace('_', ' ').capitalize()}s"
