"""Other service desks, surveys and vendors' cases (FORMATS §2, §17 to §20)."""

from app.importers.base import Importer
from app.importers.service_desks.bank_changes import BankChangeList

IMPORTERS: list[Importer] = [
    BankChangeList(),
]
