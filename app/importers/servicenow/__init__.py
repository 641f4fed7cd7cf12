"""ServiceNow: list exports, the Table API and XML, table by table (FORMATS §1)."""

from app.importers.base import Importer
from app.importers.servicenow.changes import ServiceNowChange
from app.importers.servicenow.incidents import ServiceNowIncident, ServiceNowIncidentLog

IMPORTERS: list[Importer] = [
    ServiceNowIncident(),
    ServiceNowIncidentLog(),
    ServiceNowChange(),
]
