"""What is wrong between the entries of a register that are each sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from plans.units.register import Contact, Group, Unit, rivals


def contradictions(
    units: Sequence[Unit], groups: Sequence[Group], contacts: Sequence[Contact], elsewhere: Collection[str] = ()
) -> Iterator[str]:
    """Each contradiction as a clause; none in a register that may be used. `elsewhere`: codes known besides."""
    codes = Counter([unit.code for unit in units] + [group.code for group in groups])
    yield from (f"mã “{code}” dùng {n} lần" for code, n in codes.items() if n > 1)
    for spelling, owners in rivals((*units, *groups)).items():
        yield f"tên “{spelling}” được ghi cho nhiều đơn vị cùng thời gian: {', '.join(owners)}"
    known = {unit.code: unit for unit in units}
    named = [(f"nhóm {g.code}: thành viên", member) for g in groups for member in g.members]
    named += [(f"đơn vị {u.code}: đơn vị kế tục", u.successor) for u in units if u.successor]
    named += [(f"địa chỉ {c.address}: đơn vị", c.unit) for c in contacts if c.unit]
    yield from (f"{place} “{code}” không có trong danh bạ" for place, code in named if code not in {*known, *elsewhere})
    yield from _successions(known)
    monitors = [unit.code for unit in units if unit.monitor]
    if len(monitors) > 1:
        yield f"có hơn một đơn vị theo dõi (monitor): {', '.join(monitors)}"
    seats = Counter((c.address.casefold(), c.role, c.unit) for c in contacts)
    for (address, _, unit), n in seats.items():
        if n > 1:
            yield f"địa chỉ {address} ghi {n} lần với cùng vai trò cho {unit or 'toàn cơ quan'}"


def _successions(known: Mapping[str, Unit]) -> Iterator[str]:
    """Lines of successors must lead forwards in time, never round."""
    for unit in known.values():
        following = known.get(unit.successor or "")
        if following is None:
            continue
        if unit.valid_to and following.ended_before(unit.valid_to):
            yield (
                f"đơn vị {unit.code} kết thúc ngày {unit.valid_to:%d/%m/%Y} nhưng đơn vị kế tục {following.code} "
                f"đã kết thúc trước đó (ngày {following.valid_to:%d/%m/%Y})"
            )
        line = _line(unit, known)
        if line[-1] == unit.code == min(line):  # each round once
            yield f"các đơn vị kế tục nhau thành vòng: {' → '.join(line)}"


def _line(unit: Unit, known: Mapping[str, Unit]) -> list[str]:
    """The codes from `unit` down its successors, until there is none or one comes again."""
    line = [unit.code]
    while (following := known[line[-1]].successor) in known and following is not None:
        line.append(following)
        if following in line[:-1]:
            break
    return line
