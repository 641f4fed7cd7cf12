"""What part of the operation a number is about."""

from dataclasses import dataclass

SCOPE_FIELDS = ("service", "group", "site", "tier")


@dataclass(frozen=True, slots=True)
class Scope:
    """One service, assignment group, site (location) or service tier; `field` "" = everything."""

    field: str = ""
    name: str = ""

    def words(self) -> str:
        """Its field and name ("service SAP Finance"), or "all groups"."""
        return f"{self.field} {self.name}" if self.field else "all groups"


EVERYTHING = Scope()
