"""What the log keeps to itself."""

import logging
import sys

from django.conf import settings

from madoguchi.foundation.core.logs import QuietFormatter

SECRET = "架空花子の相談"


def _formatted():
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    return QuietFormatter("%(message)s").format(record)


def test_a_fault_is_told_by_place_and_kind_and_never_by_its_message():
    told = _formatted()
    assert SECRET not in told
    assert "builtins.ValueError" in told
    assert told.endswith("builtins.RuntimeError")
    assert __file__ in told


def test_every_handler_of_ours_keeps_quiet():
    formatters = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    kinds = {settings.LOGGING["formatters"][name]["()"] for name in formatters}
    assert kinds == {f"{QuietFormatter.__module__}.{QuietFormatter.__qualname__}"}
