"""speaks: notices → subject, text, HTML → SMTP; knows words and wires, not tables."""

ROOM_OF = "nhacviec"
