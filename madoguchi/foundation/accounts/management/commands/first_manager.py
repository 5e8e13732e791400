"""`manage.py first_manager` — opens an empty desk: its first manager and operator, who then invites the others."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from madoguchi.foundation.accounts.actions import found
from madoguchi.foundation.core.errors import Refusal


class Command(BaseCommand):
    help = "Opens an empty desk with its first manager; asks for the password, or reads it from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--password-stdin", action="store_true")

    def handle(self, *args: Any, email: str, name: str, password_stdin: bool, **options: Any) -> None:
        password = input() if password_stdin else getpass("Password (12+): ")
        try:
            found(email=email, name=name, password=password, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("開設しました。サインインして二段階認証を設定してください。")
