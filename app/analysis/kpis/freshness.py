"""What a source can't know: clocks that ran out after its as-of (METRICS §1, freshness)."""

import numpy as np

from app.models.columns import Facts
from app.models.counts import counted

NEVER = int(np.iinfo(np.int64).max)


def known_until(facts: Facts, kind: str) -> int:
    """The newest as-of of sources of this kind, in UTC seconds; NEVER reached where none is known.

    What runs out at or after it reads "breached only if still open" (METRICS §1).
    """
    return max((source.as_of for source in facts.sources if source.kind == kind), default=NEVER)


def still_open(n: int, one: str, many: str = "") -> list[str]:
    """The caveat that counts them; none where there are none."""
    if not n:
        return []
    which = counted(n, one, many)
    return [f"{which} due after the as-of of the export: breached only if still open."]
