"""`/ke-hoach`: the plans, and the way of a document from its file to the plan in force, its amendments and its end."""

from web.office.plans import adopting, amending, ending, listing, questioning, reviewing, uploading
from web.office.plans.section import SECTION

__all__ = ["SECTION", "adopting", "amending", "ending", "listing", "questioning", "reviewing", "uploading"]
