"""行えること — one thing a person may do with one row; pages draw their buttons from these and from nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """操作 — `method` "get" leads to a form, "post" does it at once; `style` is "", primary, danger or quiet."""

    code: str
    label: str
    url: str
    method: str = "get"
    style: str = ""
