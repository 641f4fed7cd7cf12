"""ServiceNow: list exports, the Table API and XML, table by table (FORMATS §1)."""

from app.importers.base import Importer
from app.importers.servicenow.approvals import ServiceNowApproval
from app.importers.servicenow.changes import ServiceNowChange
from app.importers.servicenow.configuration import (
    ServiceNowCI,
    ServiceNowGroup,
    ServiceNowRelation,
)
from app.importers.servicenow.incidents import ServiceNowIncident, ServiceNowIncidentLog
from app.importers.servicenow.knowledge import ServiceNowKnowledge
from app.importers.servicenow.metrics import ServiceNowMetric
from app.importers.servicenow.outages import ServiceNowOutage
from app.importers.servicenow.problems import ServiceNowProblem, ServiceNowProblemTask
from app.importers.servicenow.requests import (
    ServiceNowCatalogTask,
    ServiceNowRequest,
    ServiceNowRequestItem,
)
from app.importers.servicenow.slas import ServiceNowIncidentSLA, ServiceNowTaskSLA
from app.importers.servicenow.surveys import ServiceNowAssessment, ServiceNowMetricResult
from app.importers.servicenow.task_relations import ServiceNowTaskArticle, ServiceNowTaskCI
from app.importers.servicenow.tasks import ServiceNowChangeTask, ServiceNowSecurityIncident

IMPORTERS: list[Importer] = [
    ServiceNowIncident(),
    ServiceNowIncidentLog(),
    ServiceNowRequest(),
    ServiceNowRequestItem(),
    ServiceNowCatalogTask(),
    ServiceNowProblem(),
    ServiceNowProblemTask(),
    ServiceNowChange(),
    ServiceNowChangeTask(),
    ServiceNowApproval(),
    ServiceNowTaskSLA(),
    ServiceNowIncidentSLA(),
    ServiceNowCI(),
    ServiceNowRelation(),
    ServiceNowTaskCI(),
    ServiceNowOutage(),
    ServiceNowKnowledge(),
    ServiceNowTaskArticle(),
    ServiceNowMetric(),
    ServiceNowAssessment(),
    ServiceNowMetricResult(),
    ServiceNowGroup(),
    ServiceNowSecurityIncident(),
]
