"""やることと自社のページ — the step it adds to the company's home, and its words in the diary."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.company.grants.steps import Step, steps
from madoguchi.company.grants.words import DEEDS, LOOKS
from madoguchi.company.todo import queries
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.templatetags.japanese import day


def has_a_task(actor: Any, organisation: Organisation) -> Step | None:
    """やることがある — overdue ones come before the rest of the home, those within two weeks after its first steps."""
    today, task = timezone.localdate(), queries.next_task(organisation, actor=actor)
    if task is None or not queries.is_soon(task, today):
        return None
    url, told = reverse("todo:index", args=[organisation.pk]), {"title": task.title, "day": day(task.due_date)}
    if task.is_overdue(today):
        return Step(_("期日を過ぎたことをする"), _("「%(title)s」の期日は%(day)sでした。") % told, url, order=25)
    return Step(_("やることを確かめる"), _("「%(title)s」の期日は%(day)sです。") % told, url, order=35)


steps.append(has_a_task)
LOOKS["todo.Task"] = gettext_lazy("やることを開いた")
DEEDS |= {
    "todo.ask": gettext_lazy("やることを加えた"),
    "todo.postpone": gettext_lazy("やることの期日を変えた"),
    "todo.finish": gettext_lazy("やることを済みにした"),
    "todo.drop": gettext_lazy("やることを取りやめた"),
    "todo.take_up": gettext_lazy("やることをやり直しにした"),
}
