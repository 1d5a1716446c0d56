"""reads: a document → tasks, units, duties in the text; never a date."""

ROOM_OF = "nhacviec"
