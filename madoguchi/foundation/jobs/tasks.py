"""掃除 — what this room does every day."""

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection

from madoguchi.foundation.jobs.due import daily
from madoguchi.foundation.jobs.models import Job

KEPT = timedelta(days=30)
SAMPLE = 1000  # rows an index is looked at by


@daily("analyze")
def analyze(*, at: datetime) -> None:
    """SQLite plans blindly without statistics; PostgreSQL gathers its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
            cursor.execute("ANALYZE")


@daily("clear_sessions")
def clear_sessions(*, at: datetime) -> None:
    """Sessions that have expired open nothing any more and are deleted."""
    call_command("clearsessions")


@daily("clear_finished_jobs")
def clear_finished_jobs(*, at: datetime) -> None:
    """Jobs that ended more than 30 days ago, well or badly, are deleted."""
    Job.objects.filter(finished_at__lt=at - KEPT).delete()
