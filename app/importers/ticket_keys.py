"""Numbers of tickets in free text: what a deployment, release or job names (FORMATS §16, §26)."""

import re
from collections.abc import Iterable

from app.models.records import Value

_CHANGE = re.compile(r"(?<![\w-])CHG\d{7,10}(?!\d)")
_TICKET = re.compile(
    r"(?<![\w-])(?:(?:INC|PRB|RITM|REQ|SCTASK|CTASK|PTASK)\d{7,10}(?!\d)"
    r"|([A-Z][A-Z0-9]{1,9})-\d{1,7}(?!\w))"
)
_NO_PROJECTS = frozenset(
    {"AES", "CVE", "CWE", "GMT", "HTTP", "IEEE", "IPV", "ISO", "MD", "PEP", "RFC", "RSA", "SHA",
     "SSL", "TLS", "TLSV", "UCS", "US", "UTC", "UTF", "VU"}
)  # fmt: skip
"""What looks like an issue's key and is a standard's."""


def change_key(*texts: Value) -> str | None:
    """The first change number in the texts, in the order given; None when there is none."""
    return next((found[0] for found in _found(_CHANGE, texts)), None)


def ticket_key(*texts: Value) -> str | None:
    """The first number of any other ticket, ServiceNow's or an issue's such as `OPS-12`."""
    keys = (found[0] for found in _found(_TICKET, texts) if found[1] not in _NO_PROJECTS)
    return next(keys, None)


def _found(pattern: re.Pattern[str], texts: Iterable[Value]) -> Iterable[re.Match[str]]:
    for text in texts:
        if isinstance(text, str):
            yield from pattern.finditer(text)
