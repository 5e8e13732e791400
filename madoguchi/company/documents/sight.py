"""見える範囲 — who runs the company sees every version; the others what is posted for them, while it is in force."""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from madoguchi.company.documents.words import READERS, Readers
from madoguchi.company.grants import sight
from madoguchi.company.grants.models import Part
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role

FOR_EVERYBODY = [kind.value for kind, readers in READERS.items() if readers == Readers.EVERYBODY]
FOR_HEADS = [kind.value for kind, readers in READERS.items() if readers != Readers.RUNNING]


def whole(actor: Any, at: str = "organisation") -> Q:
    """全部 — for who runs the company, and those it shows its papers to."""
    return sight.own(actor, *RUNNING_ROLES, at=at) | sight.granted(actor, Part.PAPERS, at=at)


def document(actor: Any) -> Q:
    posted = apps.get_model("documents", "Posting").objects.filter(version__document=OuterRef("pk"))
    return whole(actor) | (_meant_for(actor, "") & Q(Exists(posted)))


def version(actor: Any) -> Q:
    return whole(actor, "document__organisation") | (_meant_for(actor, "document__") & Q(posting__isnull=False))


def posting(actor: Any) -> Q:
    at = "version__document__"
    return whole(actor, f"{at}organisation") | _meant_for(actor, at)


def _meant_for(actor: Any, at: str) -> Q:
    everybody = sight.own(actor, *COMPANY_ROLES, at=f"{at}organisation") & Q(**{f"{at}kind__in": FOR_EVERYBODY})
    return everybody | (sight.own(actor, Role.HEAD, at=f"{at}organisation") & Q(**{f"{at}kind__in": FOR_HEADS}))
