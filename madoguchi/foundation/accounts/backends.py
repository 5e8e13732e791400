"""Who may sign in: active people only, and nobody with a demo password outside the demo."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from madoguchi.foundation.accounts.models import Installation, Person
from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Person | None:
        if credentials.get("password") == DEMO_PASSWORD and not Installation.objects.filter(is_demo=True).exists():
            return None
        person: Person | None = super().authenticate(request, **credentials)
        return person

    def get_user(self, user_id: int) -> Person | None:
        """Whoever a session names, with what every door of staff asks about them: one query."""
        person: Person | None = Person.objects.with_second_factor().filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
