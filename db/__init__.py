"""remembers: the only room that knows SQLAlchemy; SQLite and PostgreSQL differences live in `db/engine.py`."""

ROOM_OF = "nhacviec"
