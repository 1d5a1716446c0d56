"""`/lien-ket-moi` mails fresh links; `/da-gui` says that it may have."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.answering.link_page import mailbox_of
from scheduler.answering.links import ask_fresh
from web.desk import STALE, Desk, too_large, too_many
from web.forms import LONGEST, TooLargeError, read_form
from web.pages import message


class FreshLinks:
    """Whoever has no good link asks for one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def fresh(self, request: Request) -> Response:
        """Mail fresh links; who asks is told the same whether or not the office knows the mailbox."""
        desk = self._desk
        if not desk.may_send(request):
            return too_many()
        try:
            fields = await read_form(request)
        except TooLargeError:
            return too_large()
        token = fields.get("token", "")
        if not desk.is_ours(fields.get("form", ""), token):
            return message("Chưa gửi được", STALE.said, 403)
        mailbox = await asyncio.to_thread(mailbox_of, desk.office, token) or fields.get("address", "")
        if len(mailbox) <= LONGEST["address"]:
            await asyncio.to_thread(ask_fresh, desk.office, mailbox, desk.clock())
        return RedirectResponse("/da-gui", 303)

    async def sent(self, _: Request) -> Response:
        """What is said after `fresh`."""
        text = (
            "Nếu địa chỉ có trong danh bạ của cơ quan và có việc cần trả lời, thư với liên kết mới sẽ đến trong giờ "
            "làm việc. Mỗi địa chỉ được gửi nhiều nhất một lần mỗi giờ."
        )
        return message("Đã nhận đề nghị", text, 200)
