"""Other service desks, surveys and vendors' cases (FORMATS §2, §17 to §20)."""

from app.importers.base import Importer
from app.importers.service_desks.azure_devops import AzureDevOpsItems
from app.importers.service_desks.bank_changes import BankChangeList
from app.importers.service_desks.fresh import FreshTickets
from app.importers.service_desks.glpi import GlpiTickets
from app.importers.service_desks.helix import HelixChanges, HelixIncidents
from app.importers.service_desks.jira_approvals import JiraApprovals
from app.importers.service_desks.jira_csv import JiraCsv
from app.importers.service_desks.jira_rest import JiraSearch
from app.importers.service_desks.jira_sla import JiraSla
from app.importers.service_desks.problem_log import ProblemLog
from app.importers.service_desks.statuspage import StatuspageIncidents
from app.importers.service_desks.surveys import FormsAnswers, SurveyList, SurveyMonkeyAnswers
from app.importers.service_desks.vendor_cases import AwsSupportCases, AzureSupportTickets
from app.importers.service_desks.zendesk import ZendeskTickets

IMPORTERS: list[Importer] = [
    BankChangeList(),
    JiraCsv(),
    JiraSearch(),
    JiraSla(),
    JiraApprovals(),
    GlpiTickets(),
    HelixIncidents(),
    HelixChanges(),
    FreshTickets(),
    ZendeskTickets(),
    AzureDevOpsItems(),
    ProblemLog(),
    StatuspageIncidents(),
    AwsSupportCases(),
    AzureSupportTickets(),
    FormsAnswers(),
    SurveyMonkeyAnswers(),
    SurveyList(),
]
