"""A move taken back: the database that the data left is in use again as it stands, the other one no more."""

from __future__ import annotations

import sqlalchemy as sa

from db.engine import open_engine, place_of, reading, writing_anywhere
from db.lock import sole_daemon
from db.move_ends import NothingToMoveError, disposed, file_of, opened
from db.moved import Move, MovedDatabaseError, arrive, arrived, leave, left, shown, stay
from db.moving import Wished
from db.pause import Pause
from db.restoring import take_up
from db.upgrade import revision, upgrade
from rules.errors import NhacviecError


class NotMovedError(NhacviecError):
    """{place} đang được dùng bình thường, không có lần chuyển nào để quay về."""


class UnreachedTargetError(NhacviecError):
    """Chưa quay về: không mở được {target} để ghi dấu thôi dùng ở đó ({reason}). Nếu nơi đó đã mất hẳn, không tiến \
trình nào còn dùng, hãy thêm --lost."""


def moved_away(source: str) -> Move:
    """The move by which the data left the database at that address; `NotMovedError` where they did not."""
    with opened(source) as old:
        return _left(old)


def come_back(source: str, wished: Wished, *, lost: bool = False) -> Move:
    """Use the database at that address again as it stands; gives the move that is taken back.

    What happened meanwhile where the data were is not here, so it is taken up as after a restore (`take_up`). With
    `lost` the other database is not told, because it cannot be opened.
    """
    with opened(source) as old, sole_daemon(old, wished.holder):
        gone = _left(old)
        back = Move(wished.number, wished.at, wished.by, gone.target, gone.source)
        upgrade(old)
        had_arrived = lost or _retire(gone, back, wished.holder)
        with writing_anywhere(old) as conn:
            if had_arrived:
                arrive(conn, back)
                take_up(conn, Pause(wished.at, gone.at, wished.by))
            else:
                stay(conn)
    return gone


def _left(engine: sa.Engine) -> Move:
    with reading(engine) as conn:
        gone = left(conn)
    if gone is None:
        raise NotMovedError(place=place_of(engine.url))
    return gone


def _retire(gone: Move, back: Move, holder: str) -> bool:
    """Mark the database that the data were moved to as left; False where they never arrived there."""
    try:
        file = file_of(gone.target)
        if file is not None and not file.exists():
            raise NothingToMoveError(place=file)
        engine = open_engine(gone.target)
    except NhacviecError as error:
        raise UnreachedTargetError(target=shown(gone.target), reason=str(error).rstrip(".")) from error
    with disposed(engine):
        if revision(engine) is None:
            return False
        with sole_daemon(engine, holder), writing_anywhere(engine) as conn:
            came, further = arrived(conn), left(conn)
            if came is None or came.number != gone.number:
                return False
            if further is not None and further.target != gone.source:
                raise MovedDatabaseError(source=shown(further.source), target=shown(further.target))
            leave(conn, back)
    return True
