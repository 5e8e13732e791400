"""権限規則 — who may do what, as plain values that code, tests and the printed matrix all read."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied

from madoguchi.foundation.access.roles import Role


class Actor(Protocol):
    """Whoever knocks: a person with dated memberships, or nobody (AnonymousUser)."""

    is_authenticated: Any
    pk: Any

    def organisation_ids(self, *roles: Role) -> frozenset[int]:
        """The organisations in which the actor holds one of the roles today."""

    def centre_ids(self, *roles: Role) -> frozenset[int]:
        """The same, of the centre alone: empty, or its one id."""


@dataclass(frozen=True)
class Rule:
    """規則 — one deed and the roles that may do it. ANYONE and SIGNED_IN have no roles."""

    code: str
    roles: frozenset[Role] = frozenset()
    is_central: bool = False

    def admits(self, actor: Any, *, within: int | None = None) -> bool:
        """Does the actor hold a role of this rule anywhere, or in the organisation `within`?"""
        if self is ANYONE:
            return True
        if not actor.is_authenticated:
            return False
        held = self._held_by(actor)
        return self is SIGNED_IN or (bool(held) if within is None else within in held)

    def _held_by(self, actor: Actor) -> frozenset[int]:
        if not self.roles:
            return frozenset()
        return actor.centre_ids(*self.roles) if self.is_central else actor.organisation_ids(*self.roles)

    def require(self, actor: Any, *, within: int | None = None) -> None:
        if not self.admits(actor, within=within):
            raise PermissionDenied(self.code)


def rule(code: str, *roles: Role, at_the_centre: bool = False) -> Rule:
    """`at_the_centre`: the roles count in the centre only, as what they do concerns the whole house."""
    if not roles:
        raise ValueError("a rule names its roles")
    return Rule(code, frozenset(roles), at_the_centre)


ANYONE = Rule("anyone")
SIGNED_IN = Rule("signed-in")
