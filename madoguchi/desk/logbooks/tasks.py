"""続き — the work on a logbook that needs nobody's keys."""

from django_tasks import task

from madoguchi.desk.logbooks.taking import carry_on


@task
def go_on(logbook_id: int) -> None:
    """A killed worker's job runs again and goes on from the last chunk."""
    carry_on(logbook_id)
