"""The same bytes again: whether there is anything to do."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.models.evidence import Evidence
from app.models.profile import Profile
from app.models.records import Options
from app.store.profiles import decisions_of

_READ_BY = ("mapping", "choices", "rules", "header_row", "quotes")
_LATER = ("timezone", "date_order", "scope")
"""Of a profile they are what its last file was read with: they count when it was edited since."""


def says_more(evidence: Evidence, known: Mapping[str, Any]) -> bool:
    """Whether the exporter says something that the batch doesn't hold yet."""
    told = {name: value for name, value in asdict(evidence).items() if value not in (None, "")}
    return bool(told) and told != json.loads(known.get("evidence") or "{}")


def decided_otherwise(
    options: Options, as_of: int | None, known: Mapping[str, Any], profile: Profile | None
) -> bool:
    """Whether the file would be read in another way than the batch `known` was.

    `options` and `as_of` (UTC seconds) are what is asked for now, `profile` the one for the
    batch's format and header. What is left open now stays as it was then, unless somebody edited
    the profile since.
    """
    asked = {
        "format": options.format,
        "timezone": options.timezone,
        "date_order": options.date_order,
        "encoding": options.encoding,
        "delimiter": options.delimiter,
        "scope": options.scope,
        "as_of": as_of,
    }
    edited = profile is not None and (profile.decided_at or 0) > known["imported_at"]
    if profile is not None and edited:
        kept = {name: getattr(profile.options, name) for name in _LATER}
        asked |= {name: value for name, value in kept.items() if asked[name] is None}
    if any(value not in (None, known.get(name)) for name, value in asked.items()):
        return True
    then = _each(json.loads(known.get("decisions") or "{}"))
    standing = _each(decisions_of(profile.options)) if profile is not None else set()
    now = standing | _each(decisions_of(options))
    return now - then != set() or (edited and then - now != set())


def _each(decisions: Mapping[str, Any]) -> set[str]:
    """Each single decision about how rows are read, as text."""
    return {
        json.dumps([name, each], default=str)
        for name in _READ_BY
        if (value := decisions.get(name)) not in (None, (), [])
        for each in (value if isinstance(value, list | tuple) else [value])
    }
