"""decides: phrase → rule → dates → notices owed. Pure: no clock, no IO, no asyncio, no environment."""

ROOM_OF = "nhacviec"
