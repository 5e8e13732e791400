"""企業規模 — who is a small or medium-sized enterprise by 中小企業基本法, as dated data.

Either capital or regular employees within the limit makes an SME (第2条第1項); 小規模企業者 looks at employees only
(第2条第5項). Other laws draw other limits (rubber, hotels, software): they are not judged here, and a judgement names
the rule it used.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from madoguchi.foundation.core.amounts import yen
from madoguchi.foundation.core.industries import LawGroup, groups_of
from madoguchi.foundation.core.language import is_japanese


class EnterpriseSize(models.TextChoices):
    """企業規模 — SMALL is a part of SME by law: `SME_SIZES` holds both."""

    LARGE = "LARGE", _lazy("大企業")
    SME = "SME", _lazy("中小企業")
    SMALL = "SMALL", _lazy("小規模企業者")
    UNKNOWN = "UNKNOWN", _lazy("不明")
    NOT_APPLICABLE = "NOT_APPLICABLE", pgettext_lazy("企業規模", "対象外")


SME_SIZES = frozenset({EnterpriseSize.SME, EnterpriseSize.SMALL})


class Fact(models.TextChoices):
    """判定の事実 — what a size is judged by."""

    CAPITAL = "CAPITAL", _lazy("資本金")
    EMPLOYEES = "EMPLOYEES", _lazy("常時使用する従業員の数")


class Rule(NamedTuple):
    """基準 — the limits of one law group, each inclusive; capital in yen."""

    group: LawGroup
    capital_yen: int
    employees: int
    small_employees: int


class Ruleset(NamedTuple):
    """基準の版 — the limits in force from a day on."""

    in_force: date
    source: str
    rules: tuple[Rule, ...]


RULESETS = (
    Ruleset(
        in_force=date(1999, 12, 3),
        source="中小企業基本法（昭和38年法律第154号）第2条第1項・第5項、平成11年法律第146号による改正後",
        rules=(
            Rule(LawGroup.OTHER, 300_000_000, 300, 20),
            Rule(LawGroup.WHOLESALE, 100_000_000, 100, 5),
            Rule(LawGroup.SERVICE, 50_000_000, 100, 5),
            Rule(LawGroup.RETAIL, 50_000_000, 50, 5),
        ),
    ),
)


class Facts(NamedTuple):
    """規模の事実 — what is known; None is not known. A person in business has no capital."""

    capital_yen: int | None
    employees: int | None
    is_individual: bool

    def missing(self) -> tuple[Fact, ...]:
        known = {
            Fact.CAPITAL: self.is_individual or self.capital_yen is not None,
            Fact.EMPLOYEES: self.employees is not None,
        }
        return tuple(fact for fact, is_known in known.items() if not is_known)


class Verdict(NamedTuple):
    """一つの基準による判定 — the size by one rule and the facts that decided it (none if undecided)."""

    rule: Rule
    size: EnterpriseSize
    decided_by: tuple[Fact, ...]


@dataclass(frozen=True)
class Judgement:
    """規模の判定 — the size, the rule used (a name to store; "" if undecided), the facts, every rule tried."""

    size: EnterpriseSize
    rule: str
    facts: Facts
    tried: tuple[Verdict, ...]
    ruleset: Ruleset | None

    def explain(self) -> str:
        """Which rule and which fact decided, or why none could, as a sentence for the page."""
        if self.size == EnterpriseSize.NOT_APPLICABLE:
            return _("公務は、中小企業基本法による規模の区分の対象ではありません。")
        if self.ruleset is None:
            return _("この日に適用できる基準が登録されていません。")
        if self.size == EnterpriseSize.UNKNOWN:
            return _why_unknown(self)
        return _why_decided(self, self.ruleset)


def judge(
    capital_yen: int | None, employees: int | None, industry: str, on: date, is_individual: bool = False
) -> Judgement:
    """判定する — try every rule the class allows; only when all agree is that the size, else 不明."""
    facts = Facts(None if is_individual else capital_yen, employees, is_individual)
    ruleset = ruleset_on(on)
    groups = groups_of(industry)
    if not groups:
        return Judgement(EnterpriseSize.NOT_APPLICABLE, "", facts, (), ruleset)
    rules = ruleset.rules if ruleset else ()
    tried = tuple(_try(rule, facts) for rule in rules if rule.group in groups)
    size = _agreed(tried)
    rule = "" if size == EnterpriseSize.UNKNOWN else _rule_used(ruleset, tried)
    return Judgement(size, rule, facts, tried, ruleset)


def ruleset_on(day: date) -> Ruleset | None:
    """The limits in force on a day; None before the oldest that is written down."""
    in_force = [ruleset for ruleset in RULESETS if ruleset.in_force <= day]
    return max(in_force, key=lambda ruleset: ruleset.in_force, default=None)


def _try(rule: Rule, facts: Facts) -> Verdict:
    within = _facts_within(rule, facts)
    if facts.employees is not None and facts.employees <= rule.small_employees:
        return Verdict(rule, EnterpriseSize.SMALL, (Fact.EMPLOYEES,))
    if within:
        return Verdict(rule, EnterpriseSize.SME, within)
    if facts.missing():
        return Verdict(rule, EnterpriseSize.UNKNOWN, ())
    return Verdict(rule, EnterpriseSize.LARGE, _facts_known(facts))


def _facts_within(rule: Rule, facts: Facts) -> tuple[Fact, ...]:
    is_within = {
        Fact.CAPITAL: facts.capital_yen is not None and facts.capital_yen <= rule.capital_yen,
        Fact.EMPLOYEES: facts.employees is not None and facts.employees <= rule.employees,
    }
    return tuple(fact for fact in Fact if is_within[fact])


def _facts_known(facts: Facts) -> tuple[Fact, ...]:
    return (Fact.EMPLOYEES,) if facts.is_individual else (Fact.CAPITAL, Fact.EMPLOYEES)


def _agreed(tried: tuple[Verdict, ...]) -> EnterpriseSize:
    """The size every rule gives; 小規模企業者 are 中小企業者 too, so these two together agree on the latter."""
    sizes = {verdict.size for verdict in tried}
    if sizes == {EnterpriseSize.SME, EnterpriseSize.SMALL}:
        return EnterpriseSize.SME
    return sizes.pop() if len(sizes) == 1 else EnterpriseSize.UNKNOWN


def _rule_used(ruleset: Ruleset | None, tried: tuple[Verdict, ...]) -> str:
    in_force = ruleset.in_force.isoformat() if ruleset else ""
    return f"{in_force}:{'+'.join(verdict.rule.group.value for verdict in tried)}"


# Sentences


def _why_decided(judgement: Judgement, ruleset: Ruleset) -> str:
    sentence = _("%(facts)sにより%(size)sと判定しました。基準：中小企業基本法（%(in_force)s施行）%(rules)s。") % {
        "facts": _("、").join(_fact_words(fact, judgement.facts) for fact in _decisive(judgement.tried)),
        "size": judgement.size.label,
        "in_force": _day_words(ruleset.in_force),
        "rules": _("、").join(_rule_words(verdict.rule) for verdict in judgement.tried),
    }
    if judgement.size == EnterpriseSize.SME and judgement.facts.employees is None:
        sentence += _("従業員の数が分からないため、小規模企業者かどうかは判定していません。")
    elif len({verdict.size for verdict in judgement.tried}) > 1:
        sentence += _("業種の区分が決まらないため、小規模企業者かどうかは判定していません。")
    return sentence


def _decisive(tried: tuple[Verdict, ...]) -> list[Fact]:
    """Each fact that decided under some rule, once, in a fixed order."""
    return [fact for fact in Fact if any(fact in verdict.decided_by for verdict in tried)]


def _why_unknown(judgement: Judgement) -> str:
    if all(verdict.size == EnterpriseSize.UNKNOWN for verdict in judgement.tried):
        missing = _("、").join(str(fact.label) for fact in judgement.facts.missing())
        return _("%(facts)sが分からないため、判定できません。") % {"facts": missing}
    results = _("、").join(_verdict_words(verdict) for verdict in judgement.tried)
    return _("業種の区分によって結果が分かれるため、判定できません（%(results)s）。") % {"results": results}


def _verdict_words(verdict: Verdict) -> str:
    return _("%(group)s：%(size)s") % {"group": verdict.rule.group.label, "size": verdict.size.label}


def _fact_words(fact: Fact, facts: Facts) -> str:
    if fact == Fact.CAPITAL:
        return _("資本金%(amount)s") % {"amount": yen(facts.capital_yen or 0)}
    return _("従業員%(number)d人") % {"number": facts.employees or 0}


def _rule_words(rule: Rule) -> str:
    return _(
        "「%(group)s」（資本金%(capital)s以下または従業員%(employees)d人以下、小規模企業者は従業員%(small)d人以下）"
    ) % {
        "group": rule.group.label,
        "capital": yen(rule.capital_yen),
        "employees": rule.employees,
        "small": rule.small_employees,
    }


def _day_words(day: date) -> str:
    return format_date(day, "Y年n月j日" if is_japanese() else "j M Y")
