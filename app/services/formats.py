"""What the product reads."""

from dataclasses import dataclass

from app.importers import IMPORTERS


@dataclass(frozen=True, slots=True)
class Format:
    """One export format."""

    id: str
    system: str
    kind: str
    containers: tuple[str, ...]


def formats() -> tuple[Format, ...]:
    """Every declared importer, in the order of the list."""
    return tuple(
        Format(importer.id, importer.system, importer.kind, tuple(importer.containers))
        for importer in IMPORTERS
    )
