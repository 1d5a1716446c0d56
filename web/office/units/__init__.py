"""`/don-vi`: the register: units, who hears for each, the names that plans give them."""

from web.office.units import contacts, listing, one_unit
from web.office.units.section import SECTION

__all__ = ["SECTION", "contacts", "listing", "one_unit"]
