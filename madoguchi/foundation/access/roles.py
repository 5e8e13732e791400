"""役割 — every access rule is written in these words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """役割 — what a membership lets a person do, in one office or one company."""

    ADVISER = "adviser", _("相談員")
    EXPERT = "expert", _("専門家")
    MANAGER = "manager", _("窓口責任者")
    ANALYST = "analyst", _("統計担当")
    OPERATOR = "operator", _("システム管理者")
    PRINCIPAL = "principal", _("企業の代表者")
    STEWARD = "steward", _("企業の管理責任者")
    HEAD = "head", _("企業の部門責任者")
    EMPLOYEE = "employee", _("企業の従業員")


OFFICE_ROLES = (Role.ADVISER, Role.EXPERT, Role.MANAGER, Role.ANALYST, Role.OPERATOR)
COMPANY_ROLES = (Role.PRINCIPAL, Role.STEWARD, Role.HEAD, Role.EMPLOYEE)
RUNNING_ROLES = (Role.PRINCIPAL, Role.STEWARD)  # who run a company's room
COUNTER_ROLES = (Role.ADVISER, Role.MANAGER)
CONFIDED_ROLES = (*COUNTER_ROLES, Role.EXPERT, *COMPANY_ROLES)  # whoever may read something sealed, and needs keys
