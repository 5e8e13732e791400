"""Everything a page asks about consultations."""

from madoguchi.desk.consultations.queries.case import (
    brought_by,
    contacts_of,
    draft_of,
    is_in_sight,
    latest_consents,
    linkable,
    links_of,
    logged_before,
    of_company,
    open_next,
    people_of,
    secondary_of,
    walls_of,
)
from madoguchi.desk.consultations.queries.conflicts import Collision, Named, collision_of, parties_of
from madoguchi.desk.consultations.queries.export import Export, export
from madoguchi.desk.consultations.queries.listing import Filters, Line, Listing, desk_list, fiscal_years, narrowed
from madoguchi.desk.consultations.queries.people import (
    possible_attendees,
    possible_members,
    possible_owners,
    possible_walls,
)
from madoguchi.desk.consultations.queries.story import bring_people, changes_of, consents_of, exchanges_of
from madoguchi.desk.consultations.queries.thread import (
    READ_THREAD,
    Thread,
    as_drafted,
    messages_of,
    shown_to_consulter,
    thread_of,
)

__all__ = [
    "READ_THREAD",
    "Collision",
    "Export",
    "Filters",
    "Line",
    "Listing",
    "Named",
    "Thread",
    "as_drafted",
    "bring_people",
    "brought_by",
    "changes_of",
    "collision_of",
    "consents_of",
    "contacts_of",
    "desk_list",
    "draft_of",
    "exchanges_of",
    "export",
    "fiscal_years",
    "is_in_sight",
    "latest_consents",
    "linkable",
    "links_of",
    "logged_before",
    "messages_of",
    "narrowed",
    "of_company",
    "open_next",
    "parties_of",
    "people_of",
    "possible_attendees",
    "possible_members",
    "possible_owners",
    "possible_walls",
    "secondary_of",
    "shown_to_consulter",
    "thread_of",
    "walls_of",
]
