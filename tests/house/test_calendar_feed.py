"""予定の購読 — the address opens without a second factor: nothing that any table holds stands in what it tells."""

import re

from django.apps import apps
from django.db.models import CharField, TextField

from madoguchi.desk.appointments import actions
from madoguchi.desk.engagements import factories as engagements
from madoguchi.desk.engagements.models import Visit
from tests.town import DAY

WORDS = ("面談", "訪問", "電話", "オンライン", "移動")
SAID = re.compile(
    "|".join(
        [
            r"(BEGIN|END):(VCALENDAR|VEVENT)|VERSION:2\.0|PRODID:-//madoguchi//subscription//JA",
            r"(X-WR-CAL)?NAME:窓口の予定|REFRESH-INTERVAL;VALUE=DURATION:PT1H|X-PUBLISHED-TTL:PT1H",
            r"UID:[0-9a-f]{64}|SEQUENCE:\d+|(DTSTAMP|LAST-MODIFIED|DTSTART|DTEND):\d{8}T\d{6}Z",
            f"SUMMARY:({'|'.join(WORDS)})|STATUS:(CONFIRMED|CANCELLED)|TRANSP:(OPAQUE|TRANSPARENT)|CLASS:PRIVATE|",
        ]
    )
)


def test_every_line_of_it_is_one_of_these_and_no_text_of_any_table_is_in_it(client, town):
    town.furnish()
    made = engagements.visit(town.engagement, town.owner, starts_at=town.now + 2 * DAY)
    Visit.objects.filter(pk=made.pk).update(travel_minutes=40)
    _row, token = actions.subscribe(by=town.owner, at=town.now)
    text = client.get(f"/appointments/subscribed/{token}.ics").content.decode().replace("\r\n ", "")

    assert text.count("BEGIN:VEVENT") >= 4
    assert [line for line in text.split("\r\n") if not SAID.fullmatch(line)] == []
    held = {value for value in _texts() if len(value) > 2 and not SAID.fullmatch(value)}
    assert len(held) > 100
    plain = re.sub("|".join([*WORDS, "UID:[0-9a-f]+", r"\d{8}T\d{6}Z", "PRODID:.*", "窓口の予定"]), "", text)
    assert [value for value in held if value in plain] == []


def _texts():
    """Names, titles and whatever else is text, open or sealed; not what is one of a list of choices."""
    for model in apps.get_models():
        texts = [one for one in model._meta.concrete_fields if isinstance(one, CharField | TextField)]
        names = [one.name for one in texts if not one.choices]
        for row in model._default_manager.values_list(*names) if names else ():
            yield from (value for value in row if isinstance(value, str))
