"""acts: use cases, tick, courier, timers; the only reader of the clock."""

ROOM_OF = "nhacviec"
