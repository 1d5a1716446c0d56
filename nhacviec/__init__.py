"""wires: command line, configuration, application; the only place that makes a concrete store, mailer or engine."""

ROOM_OF = "nhacviec"
