"""remembers: the only room that knows SQLAlchemy; `db/engine.py` tells SQLite from PostgreSQL."""

ROOM_OF = "nhacviec"
