"""The commands, one file each; `nhacviec.cli` names them and imports one only when it is asked for."""
