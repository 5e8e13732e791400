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
from madoguchi.desk.consultations.queries.export import Export, export
from madoguchi.desk.consultations.queries.listing import Filters, Line, Listing, desk_list, fiscal_years, narrowed
from madoguchi.desk.consultations.queries.people import (
    possible_attendees,
    possible_members,
    possible_owners,
    possible_walls,
)
from madoguchi.desk.consultations.queries.story import bring_people, changes_of, consents_of, exchanges_of

__all__ = [
    "Export",
    "Filters",
    "Line",
    "Listing",
    "bring_people",
    "brought_by",
    "changes_of",
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
    "narrowed",
    "of_company",
    "open_next",
    "people_of",
    "possible_attendees",
    "possible_members",
    "possible_owners",
    "possible_walls",
    "secondary_of",
    "walls_of",
]
