"""Other service desks, surveys and vendors' cases (FORMATS §2, §17 to §20)."""

from app.importers.base import Importer
from app.importers.service_desks.bank_changes import BankChangeList
from app.importers.service_desks.jira_csv import JiraCsv
from app.importers.service_desks.jira_rest import JiraSearch, JiraSla

IMPORTERS: list[Importer] = [
    BankChangeList(),
    JiraCsv(),
    JiraSearch(),
    JiraSla(),
]
