"""受付 — django-tasks' API over our own table."""

from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from madoguchi.foundation.jobs.models import Job
from madoguchi.foundation.jobs.payload import refuse_content


class LeasedBackend(BaseTaskBackend):
    """Keeps jobs in the database of the records they are about.

    `enqueue` inserts in the current transaction: the job and the deed are committed together or not at all.
    Call it inside the transaction, not in `on_commit`, where a process killed in between would lose the job.
    """

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        refuse_content(*args, *kwargs, *kwargs.values())
        now = timezone.now()
        job = Job.objects.create(
            task=task.module_path,
            args=list(args),
            kwargs=kwargs,
            priority=task.priority,
            run_after=task.run_after or now,
            enqueued_at=now,
        )
        return as_result(job, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return as_result(job, task_of(job))


def task_of(job: Job) -> Task[Any, Any]:
    """The task the job calls; a path that names anything else is refused."""
    task = import_string(job.task)
    if not isinstance(task, Task):
        raise TypeError("not a task")
    return task.using(priority=job.priority, run_after=job.run_after)


def as_result(job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
    """Earlier holders are not kept: `worker_ids` repeats the last one, once for each attempt."""
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=TaskResultStatus(job.state),
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=task.backend,
        errors=[TaskError(exception_class_path=job.error, traceback="")] if job.error else [],
        worker_ids=[job.leased_by] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
