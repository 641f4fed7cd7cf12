"""Counts with their noun, the same on screen, in sentences and in every export."""


def counted(number: int, one: str, many: str = "") -> str:
    """A count with its noun: “1 ticket”, “1,148 tickets”; `many` where an s isn't enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
