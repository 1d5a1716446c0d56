"""`/tra-loi/TOKEN` shows a duty and takes its unit's answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rules.errors import NhacviecError
from scheduler.answering.duty_answers import Shown
from scheduler.answering.link_page import give, look
from web.desk import BAD_LINK, STALE, Desk, too_large, too_many
from web.forms import Fault, TooLargeError, answer_in, fault_in
from web.pages import page
from web.uploads import read_with_file

THANKS = {
    "acknowledged": "Đã ghi nhận: đơn vị đã nhận việc.",
    "progress": "Đã ghi nhận tiến độ.",
    "done": "Đã ghi nhận: đã hoàn thành.",
    "declined": "Đã ghi nhận và chuyển bộ phận theo dõi; việc vẫn được nhắc cho đến khi có quyết định.",
    "extension_asked": "Đã ghi đề nghị gia hạn; chưa có quyết định thì hạn giữ nguyên và việc vẫn được nhắc.",
    "offer_accepted": "Đã ghi nhận: đơn vị nhận hạn mới.",
    "offer_declined": "Đã ghi nhận: đơn vị không nhận hạn khác; hạn giữ nguyên.",
    "extension_withdrawn": "Đã rút đề nghị gia hạn; hạn giữ nguyên.",
}


def typed(fields: Mapping[str, str]) -> dict[str, str]:
    """What the forms show again of what was sent."""
    return {name: fields.get(name, "") for name in ("choice", "on", "document", "note", "to")}


class Answers:
    """The page of one duty."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, request: Request) -> Response:
        """The duty, and the forms to answer it."""
        desk = self._desk
        if not desk.may_look(request):
            return too_many()
        token = request.path_params["token"]
        try:
            shown = await asyncio.to_thread(look, desk.office, token, desk.clock())
        except NhacviecError as error:
            return desk.refusal(error, token)
        return self._duty(shown, token, thanks=THANKS.get(request.query_params.get("da", "")))

    async def answer(self, request: Request) -> Response:
        """Take a form, then send the reader back to the page, so that reloading it answers nothing twice."""
        desk = self._desk
        if not desk.may_send(request):
            return too_many()
        token = request.path_params["token"]
        try:
            fields, file = await read_with_file(
                request, partial(self._may_attach, token), desk.office.settings.most_file
            )
            shown = await asyncio.to_thread(look, desk.office, token, desk.clock())
            if not desk.is_ours(fields.get("form", ""), token):
                return self._duty(shown, token, faults=[STALE], status=403)
            given = answer_in(fields, shown.today, file)
            if isinstance(given, list):
                return self._duty(shown, token, fields=fields, faults=given, status=422)
            await asyncio.to_thread(give, desk.office, token, given, desk.clock())
        except TooLargeError:
            return too_large()
        except BAD_LINK as error:
            return desk.refusal(error, token)
        except NhacviecError as error:
            return self._duty(shown, token, fields=fields, faults=[fault_in(error)], status=422)
        return RedirectResponse(f"/tra-loi/{token}?da={given.choice}", 303)

    def _may_attach(self, token: str, fields: Mapping[str, str]) -> bool:
        return fields.get("choice") == "done" and self._desk.is_ours(fields.get("form", ""), token)

    def _duty(
        self,
        shown: Shown,
        token: str,
        *,
        thanks: str | None = None,
        fields: Mapping[str, str] | None = None,
        faults: Sequence[Fault] = (),
        status: int = 200,
    ) -> Response:
        form, office = self._desk.form_token(token), self._desk.office.settings.name
        return page(
            "duty.html",
            status,
            duty=shown,
            office=office,
            action=f"/tra-loi/{token}",
            form=form,
            thanks=thanks,
            given=typed(fields or {}),
            faults=faults,
        )
