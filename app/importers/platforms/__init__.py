"""Identity, virtualisation, endpoints and automation (FORMATS §12 to §15)."""

from app.importers.base import Importer
from app.importers.platforms.endpoints import (
    IntuneGraph,
    IntunePortal,
    IntuneReport,
    JamfComputers,
    SccmDevices,
)
from app.importers.platforms.okta import OktaCsv, OktaLog
from app.importers.platforms.runs import AnsibleRun, AwxJobs, TerraformPlan
from app.importers.platforms.sign_ins import AdSignIns, EntraSignIns
from app.importers.platforms.terraform_apply import TerraformApply
from app.importers.platforms.vsphere import VsphereEvents

IMPORTERS: list[Importer] = [
    OktaLog(),
    OktaCsv(),
    EntraSignIns(),
    AdSignIns(),
    VsphereEvents(),
    IntuneReport(),
    IntunePortal(),
    IntuneGraph(),
    SccmDevices(),
    JamfComputers(),
    AwxJobs(),
    AnsibleRun(),
    TerraformPlan(),
    TerraformApply(),
]
