"""shows: pages over the use cases. Looking changes nothing; what changes something is a form that was seen before."""

ROOM_OF = "nhacviec"
