"""What the house may say when it says no."""


class Refusal(Exception):
    """断り — a rule of the desk says no; the sentence may be shown to the person who asked.

    `field` names what was typed that it is about, if it is about one thing.
    """

    field = ""


class Conflict(Refusal):
    """行き違い — somebody else changed the same record in the meantime; nothing was overwritten."""
