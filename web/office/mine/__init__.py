"""What a unit's account has to do: the list, one obligation with its answers, the check-in of duties without dates."""

from __future__ import annotations

from web.office.mine import answering, checking_in
from web.office.mine.listing import SECTION

__all__ = ["SECTION", "answering", "checking_in"]
