"""Everything a page asks about consultations."""

from madoguchi.desk.consultations.queries.case import (
    Event,
    brought_by,
    contacts_of,
    draft_of,
    history,
    is_in_sight,
    latest_consents,
    linkable,
    links_of,
    logged_before,
    members_of,
    of_company,
    open_next,
    people_of,
    walls_of,
)
from madoguchi.desk.consultations.queries.export import Export, export
from madoguchi.desk.consultations.queries.listing import Filters, Line, Listing, desk_list, fiscal_years, narrowed
from madoguchi.desk.consultations.queries.people import (
    possible_attendees,
    possible_members,
    possible_owners,
    possible_walls,
)

__all__ = [
    "Event",
    "Export",
    "Filters",
    "Line",
    "Listing",
    "brought_by",
    "contacts_of",
    "desk_list",
    "draft_of",
    "export",
    "fiscal_years",
    "history",
    "is_in_sight",
    "latest_consents",
    "linkable",
    "links_of",
    "logged_before",
    "members_of",
    "narrowed",
    "of_company",
    "open_next",
    "people_of",
    "possible_attendees",
    "possible_members",
    "possible_owners",
    "possible_walls",
    "walls_of",
]
