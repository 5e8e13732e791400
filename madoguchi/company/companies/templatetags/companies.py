"""Filters for the facts of a company; whatever is not known is written as nothing."""

from django import template
from django.utils.translation import gettext as _

from madoguchi.foundation.core import industries

register = template.Library()


@register.filter
def people(value: int | None) -> str:
    """165人."""
    return "" if value is None else _("%(number)s人") % {"number": f"{value:,}"}


@register.filter
def industry(code: str) -> str:
    return industries.name(code)
