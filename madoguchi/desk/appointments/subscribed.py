"""予定の購読の中身 — when somebody is busy and in which way, and no more: the address opens without signing in.

Always in Japanese: the language a program asks for says nothing about its reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, vDuration

from madoguchi.desk.appointments import steps
from madoguchi.desk.appointments.models import Appointment, AppointmentState, Place, Subscription

ASKED_AGAIN = timedelta(hours=1)
NAME, WAY, MEETING = "窓口の予定", "移動", "面談"
WORDS = {Place.COMPANY: "訪問", Place.ONLINE: "オンライン", Place.PHONE: "電話"}  # that name no place


@dataclass(frozen=True)
class Block:
    """ふさがる時間 — one stretch of somebody's time; `part` tells those of one appointment from each other."""

    appointment: Appointment
    part: str
    words: str
    starts_at: datetime
    ends_at: datetime


def subscribed(row: Subscription, appointments: Iterable[Appointment]) -> bytes:
    """RFC 5545 — the same bytes while nothing has changed, as nothing in it says when it was made."""
    calendar = Calendar()
    calendar.add("prodid", "-//madoguchi//subscription//JA")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, NAME)
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASKED_AGAIN))
    for block in _blocks(list(appointments)):
        calendar.add_component(_event(row, block))
    return bytes(calendar.to_ical())


def _blocks(appointments: list[Appointment]) -> Iterator[Block]:
    """Where the way is known, half of it before and half after, whole minutes."""
    kept = steps.kept([one.pk for one in appointments])
    for one in appointments:
        yield Block(one, "meeting", WORDS.get(Place(one.place), MEETING), one.starts_at, one.ends_at)
        if one.pk in kept and kept[one.pk].travel_minutes:
            way = timedelta(minutes=-(-kept[one.pk].travel_minutes // 2))
            yield Block(one, "before", WAY, one.starts_at - way, one.starts_at)
            yield Block(one, "after", WAY, one.ends_at, one.ends_at + way)


def _event(row: Subscription, block: Block) -> Event:
    one, event = block.appointment, Event()
    is_off = one.state == AppointmentState.CANCELLED
    event.add("uid", _uid(row, block))
    event.add("dtstamp", one.touched_at)
    event.add("last-modified", one.touched_at)
    event.add("dtstart", block.starts_at)
    event.add("dtend", block.ends_at)
    event.add("sequence", one.sequence)
    event.add("summary", block.words)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _uid(row: Subscription, block: Block) -> str:
    """Another one for each person: two calendars side by side don't tell who was at the same meeting."""
    named = f"{row.person_id}:{block.appointment.uid}:{block.part}"
    return salted_hmac("subscription-uid", named, algorithm="sha256").hexdigest()
