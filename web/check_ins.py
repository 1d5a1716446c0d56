"""`/ra-soat/TOKEN` shows a unit's duties without a due date in one period, and takes what it says of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rules.errors import NhacviecError
from scheduler.answering.checkin_page import CheckInShown, give_check_in, look_at_check_in
from scheduler.answering.checkins import RESULT_WORDS
from web.desk import BAD_LINK, STALE, Desk, too_large, too_many
from web.forms import Fault, TooLargeError, check_in_in, read_form
from web.pages import page


class CheckIns:
    """The page of one check-in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, request: Request) -> Response:
        """The duties, and a form for each."""
        desk, token = self._desk, request.path_params["token"]
        if not desk.may_look(request):
            return too_many()
        try:
            shown = await asyncio.to_thread(look_at_check_in, desk.office, token, desk.clock())
        except NhacviecError as error:
            return desk.refusal(error, token)
        return self._page(shown, token, thanks="da" in request.query_params)

    async def answer(self, request: Request) -> Response:
        """Take a form, then send the reader back to the page."""
        desk, token = self._desk, request.path_params["token"]
        if not desk.may_send(request):
            return too_many()
        try:
            fields = await read_form(request)
            shown = await asyncio.to_thread(look_at_check_in, desk.office, token, desk.clock())
            if not desk.is_ours(fields.get("form", ""), token):
                return self._page(shown, token, faults=[STALE], status=403)
            given = check_in_in(fields)
            if isinstance(given, list):
                return self._page(shown, token, fields=fields, faults=given, status=422)
            await asyncio.to_thread(give_check_in, desk.office, token, given, desk.clock())
        except TooLargeError:
            return too_large()
        except BAD_LINK as error:
            return desk.refusal(error, token)
        except NhacviecError as error:
            return self._page(shown, token, fields=fields, faults=[Fault("result", str(error))], status=422)
        return RedirectResponse(f"/ra-soat/{token}?da=1", 303)

    def _page(
        self,
        shown: CheckInShown,
        token: str,
        *,
        thanks: bool = False,
        fields: Mapping[str, str] | None = None,
        faults: Sequence[Fault] = (),
        status: int = 200,
    ) -> Response:
        given = {name: (fields or {}).get(name, "") for name in ("task", "result", "note")}
        form, office = self._desk.form_token(token), self._desk.office.settings.name
        return page(
            "check_in.html",
            status,
            shown=shown,
            office=office,
            action=f"/ra-soat/{token}",
            form=form,
            thanks=thanks,
            given=given,
            faults=faults,
            results=RESULT_WORDS,
        )
