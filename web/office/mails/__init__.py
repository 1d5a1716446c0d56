"""`/thu`: the mails that were written and what became of each; delivery paused and resumed."""

from web.office.mails import listing, one_mail, pausing, samples
from web.office.mails.section import SECTION

__all__ = ["SECTION", "listing", "one_mail", "pausing", "samples"]
