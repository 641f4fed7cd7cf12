"""Monitoring and paging tools: alerts, their events, and what is announced beside them."""

from app.importers.alerts.alertmanager import (
    AlertmanagerAlerts,
    AlertmanagerSilences,
    AlertmanagerWebhook,
    PrometheusAlerts,
)
from app.importers.alerts.annotations import GrafanaAnnotations
from app.importers.alerts.azure import AzureAlerts, AzureCommonAlert
from app.importers.alerts.cloudwatch import (
    CloudWatchAlarm,
    CloudWatchEventBridge,
    CloudWatchHistory,
)
from app.importers.alerts.datadog import DatadogEvents, DatadogEventsV2, DatadogWebhook
from app.importers.alerts.datadog_registers import DatadogIncidents, DatadogMonitors
from app.importers.alerts.grafana import GrafanaLegacy, GrafanaWebhook
from app.importers.alerts.hosted import (
    ChecklyWebhook,
    GoogleCloudIncident,
    NewRelicWebhook,
    PingdomWebhook,
    ThousandEyesAlert,
)
from app.importers.alerts.installed import (
    CheckmkNotification,
    GraylogNotification,
    LibreNmsAlert,
    VRealizeAlert,
)
from app.importers.alerts.kubernetes import KubernetesEvents
from app.importers.alerts.observability import CoralogixWebhook, Dash0Webhook
from app.importers.alerts.opsgenie import OpsgenieAlerts
from app.importers.alerts.pagerduty import PagerDutyAlerts, PagerDutyIncidents
from app.importers.alerts.pagerduty_analytics import PagerDutyAnalytics
from app.importers.alerts.pagerduty_feeds import (
    PagerDutyChangeEvents,
    PagerDutyLogEntries,
    PagerDutyMaintenance,
)
from app.importers.alerts.pagerduty_webhook import PagerDutyWebhook
from app.importers.alerts.splunk import SplunkEvents, SplunkNotable
from app.importers.base import Importer

IMPORTERS: list[Importer] = [
    PagerDutyIncidents(),
    PagerDutyLogEntries(),
    PagerDutyAnalytics(),
    PagerDutyAlerts(),
    PagerDutyChangeEvents(),
    PagerDutyMaintenance(),
    PagerDutyWebhook(),
    OpsgenieAlerts(),
    DatadogEvents(),
    DatadogEventsV2(),
    DatadogMonitors(),
    DatadogIncidents(),
    DatadogWebhook(),
    AlertmanagerAlerts(),
    AlertmanagerSilences(),
    AlertmanagerWebhook(),
    PrometheusAlerts(),
    GrafanaWebhook(),
    GrafanaLegacy(),
    GrafanaAnnotations(),
    SplunkEvents(),
    SplunkNotable(),
    CloudWatchAlarm(),
    CloudWatchHistory(),
    CloudWatchEventBridge(),
    AzureCommonAlert(),
    AzureAlerts(),
    KubernetesEvents(),
    NewRelicWebhook(),
    PingdomWebhook(),
    ChecklyWebhook(),
    GoogleCloudIncident(),
    ThousandEyesAlert(),
    CoralogixWebhook(),
    Dash0Webhook(),
    GraylogNotification(),
    CheckmkNotification(),
    LibreNmsAlert(),
    VRealizeAlert(),
]
