"""A fingerprint for alerts that carry none: a short hash of what tells them apart."""

from hashlib import blake2b

from app.models.records import Value


def fingerprint_of(labels: dict[str, str]) -> str:
    """The same for the same labels, in whatever order they stand."""
    words = "\x1f".join(f"{name}\x1e{value}" for name, value in sorted(labels.items()))
    return blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()


def joined(*parts: Value) -> str:
    """A readable fingerprint out of the parts that are there."""
    return "/".join(str(part) for part in parts if part not in {None, ""})
