"""自社の部屋 — what a company of the town keeps in its own room; nobody in it is anybody's standing."""

from functools import cached_property

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import factories as assets
from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis import factories as diagnoses
from madoguchi.company.documents import factories as documents
from madoguchi.company.documents.words import Kind
from madoguchi.company.grants import factories as grants
from madoguchi.company.notices import factories as notices
from madoguchi.company.rules import factories as rules
from madoguchi.company.todo import factories as tasks
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import unlocked


class OwnRoom:
    """A town with a `company`."""

    @cached_property
    def room(self):
        """The company's own."""
        return companies.room_of(self.company)

    @cached_property
    def principal(self):
        """Runs the company, and is nobody's standing."""
        return people.member(Role.PRINCIPAL, self.room)

    @cached_property
    def grant(self):
        """To a third office's adviser, who is nobody's standing."""
        adviser = people.member(Role.ADVISER, people.office(code="13", prefecture="13"))
        return grants.grant(self.room, adviser, by=self.principal)

    @cached_property
    def asset(self):
        """An item of the company's register, handed out."""
        return assets.asset(self.room, title="製造条件表", places=["第2書庫"], by=self.principal)

    @cached_property
    def disclosure(self):
        return assets.disclosure(self.asset, by=self.principal)

    @cached_property
    def acceptance(self):
        return assets.acceptance(self.disclosure, by=self.principal)

    @cached_property
    def task(self):
        return tasks.task(self.room, by=self.principal)

    @cached_property
    def agreement(self):
        return agreements.agreement(self.room, by=self.principal)

    @cached_property
    def agreement_file(self):
        return agreements.file(self.agreement, by=self.principal)

    @cached_property
    def diagnosis(self):
        """Of the company's own room, by a steward who is nobody's standing."""
        steward = unlocked(people.member(Role.STEWARD, self.room))
        return diagnoses.diagnosis(self.room, by=steward, is_finished=False)

    @cached_property
    def handling_table(self):
        """In force from today."""
        return rules.table(self.room, by=self.principal)

    @cached_property
    def handling_draft(self):
        _ = self.handling_table
        return rules.draft(self.room, by=self.principal)

    @cached_property
    def paper(self):
        """A draft of one of the company's papers."""
        return documents.paper(self.room, Kind.TRANSFER, by=self.principal)

    @cached_property
    def notice(self):
        """The table in force, made known to two labels."""
        _ = self.handling_table
        return notices.notice(self.room, by=self.principal)

    @cached_property
    def recipient(self):
        return self.notice.recipients.order_by("pk").first()
