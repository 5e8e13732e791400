"""Tasks for the tests. In worker processes they leave their traces in the folder ERRANDS, one line for each step."""

import os
import time
from pathlib import Path

from django_tasks import TaskContext, task

SECRET = "レシピは塩3グラム"


def trace(step: str) -> None:
    with (Path(os.environ["ERRANDS"]) / "trace").open("a") as paper:
        paper.write(step + "\n")


@task
def add(a: int, b: int) -> int:
    return a + b


@task
def tell_secret() -> str:
    return SECRET * 10


@task
def explode() -> None:
    raise ValueError(SECRET)


@task
def leave() -> None:
    raise SystemExit(SECRET)


@task(takes_context=True)
def count_attempts(context: TaskContext) -> int:
    return context.attempt


@task
def take_tenths(number: int, tenths: int) -> None:
    """Says whether somebody else was doing the same at the same time."""
    trace(f"begin {number}")
    with (Path(os.environ["ERRANDS"]) / f"{number}.running").open("x"):
        time.sleep(tenths / 10)
    os.remove(Path(os.environ["ERRANDS"]) / f"{number}.running")
    trace(f"end {number}")


@task
def hang_the_first_time(number: int) -> None:
    trace(f"begin {number}")
    started = Path(os.environ["ERRANDS"]) / f"{number}.started"
    if not started.exists():
        started.touch()
        time.sleep(600)
    trace(f"end {number}")


def plain() -> None:
    """No task."""
