"""作業者 — real processes, really killed."""

import os
import select
import signal
import subprocess
import sys
import time

import pytest

from madoguchi.foundation.jobs.tests.errands import hang_the_first_time, take_tenths

pytestmark = pytest.mark.slow


def test_a_job_whose_worker_was_killed_runs_exactly_once_more(workshop):
    result = hang_the_first_time.enqueue(7)
    workshop.open()
    victim = workshop.start("--lease", "2")
    workshop.wait_for("begin 7")
    victim.kill()
    victim.wait()
    assert workshop.job(result).state == "RUNNING"

    heir = workshop.start("--lease", "2")
    workshop.wait_for("end 7")
    time.sleep(2.5)
    assert workshop.stop(heir) == 0

    job = workshop.job(result)
    assert workshop.traces == ["begin 7", "begin 7", "end 7"]
    assert (job.state, job.attempts, job.error) == ("SUCCESSFUL", 2, "")


def test_two_workers_share_the_jobs_and_never_run_one_at_the_same_time(workshop):
    """Long ones until both are surely there, then many short ones to quarrel over."""
    long = [take_tenths.using(priority=1).enqueue(number, 2) for number in range(20)]
    short = [take_tenths.enqueue(number, 0) for number in range(20, 200)]
    workshop.open()
    workers = [workshop.start("--drain") for _ in range(2)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]

    jobs = [workshop.job(result) for result in long + short]
    assert sorted(workshop.traces) == sorted(f"{step} {n}" for step in ("begin", "end") for n in range(200))
    assert {(job.state, job.attempts) for job in jobs} == {("SUCCESSFUL", 1)}
    assert len({job.leased_by for job in jobs}) == 2


def test_a_job_longer_than_its_lease_stays_with_its_worker(workshop):
    result = take_tenths.enqueue(1, 40)
    workshop.open()
    workers = [workshop.start("--lease", "1.5") for _ in range(2)]
    workshop.wait_for("end 1")
    assert [workshop.stop(worker) for worker in workers] == [0, 0]

    assert workshop.traces == ["begin 1", "end 1"]
    assert (workshop.job(result).state, workshop.job(result).attempts) == ("SUCCESSFUL", 1)


def test_a_worker_told_to_stop_finishes_its_job_and_takes_no_other(workshop):
    running, waiting = take_tenths.using(priority=1).enqueue(1, 15), take_tenths.enqueue(2, 0)
    workshop.open()
    worker = workshop.start()
    workshop.wait_for("begin 1")
    assert workshop.stop(worker) == 0

    assert workshop.traces == ["begin 1", "end 1"]
    assert [workshop.job(result).state for result in (running, waiting)] == ["SUCCESSFUL", "READY"]


def test_once_runs_one_job(workshop):
    for number in range(2):
        take_tenths.enqueue(number, 0)
    workshop.open()
    assert workshop.start("--once").wait(timeout=30) == 0

    assert workshop.traces == ["begin 0", "end 0"]


def test_a_worker_does_not_outlive_the_server_that_started_it(workshop):
    take_tenths.enqueue(1, 0)
    workshop.open()
    server = (
        "import os, subprocess, sys, time\n"
        "words = [sys.executable, 'manage.py', 'worker', '--poll', '0.1', '--parent', str(os.getpid())]\n"
        "print(subprocess.Popen(words).pid, flush=True)\n"
        "time.sleep(600)"
    )
    parent = workshop.run([sys.executable, "-c", server], stdout=subprocess.PIPE)
    worker = int(parent.stdout.readline())
    workshop.wait_for("end 1")
    parent.kill()

    still_open = select.select([parent.stdout], [], [], 10)[0] == []  # it closes when the last of both has ended
    if still_open:
        os.kill(worker, signal.SIGKILL)
    assert not still_open
