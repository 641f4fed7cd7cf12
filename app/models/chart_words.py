"""How a control chart introduces itself, the same on screen and in every export."""

from app.models.results import KpiPart

_KINDS = {
    "xmr": "XmR",
    "p": "p′",
    "u": "u′",
    "log": "XmR of logarithms",
    "t": "t, days between",
    "g": "g, days between",
}


def chart_words(part: KpiPart) -> str:
    """Kind, baseline and how firm its limits are: “XmR, baseline 2026-W21 to 2026-W46, 25 points”.

    Says why there are no limits where there are none (METRICS §4.1).
    """
    kind = _KINDS.get(part.chart, part.chart)
    limits = part.limits
    if limits is None:
        return f"{kind}, no limits below 6 points"
    window = f"baseline {limits.first} to {limits.last}, " if limits.first else ""
    firm = "" if limits.firm else ", provisional"
    words = f"{kind}, {window}{limits.points} points{firm}"
    reason = part.phases[-1].reason if part.phases else ""
    return f"{words}, since: {reason}" if reason else words
