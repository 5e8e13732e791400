"""道 — the five ways on which the journeys are made, and the two for the longest ones."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """What the visitor has: a language, a screen, a mouse or only keys, JavaScript or none."""

    language: str = "ja"
    width: int = 1280
    height: int = 900
    has_mouse: bool = True
    has_script: bool = True

    @property
    def is_phone(self) -> bool:
        return self.width < 600

    def context(self) -> dict:
        """The arguments of a new browser context."""
        return {
            "locale": {"ja": "ja-JP", "en": "en-US"}[self.language],
            "timezone_id": "Asia/Tokyo",
            "viewport": {"width": self.width, "height": self.height},
            "java_script_enabled": self.has_script,
            "has_touch": self.is_phone,
            "is_mobile": self.is_phone,
        }


WAYS = {
    "mouse": Way(),
    "keyboard": Way(has_mouse=False),
    "no-javascript": Way(has_script=False),
    "phone": Way(width=390, height=844),
    "english": Way(language="en"),
}
EVERY_WAY = tuple(WAYS)
WAYS["english-phone"] = Way(language="en", width=390, height=844)
TWO_WAYS = ("mouse", "english-phone")
THREE_WAYS = (*TWO_WAYS, "no-javascript")
