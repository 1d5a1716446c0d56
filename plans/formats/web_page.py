"""Web pages (.html, .htm) and web archives (.mht) → blocks: as Word, Google Docs and document systems save them."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from lxml import etree

from plans.blocks import Block
from plans.errors import DamagedFileError, UnsafeFileError
from plans.formats.encoding import decoded
from plans.formats.labels import letter, roman
from plans.formats.limits import MAX_ARCHIVE, MAX_PAGE_NODES, check_cells, check_nodes, check_text_size
from plans.formats.nesting import DEEPEST, Piece, TableOfPage, unnested

_Element: TypeAlias = Any  # lxml carries no types
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_HEAD = 4096
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NOT_SHOWN = re.compile(
    r"head|script|style|noscript|template|del|iframe|object|svg|select|textarea|rt|rp|button|audio|video"
)
_NOT_SHOWN_STYLE = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden"
    r"|mso-element\s*:\s*(?:footnote-list|endnote-list|comment-list|header|footer)",
    re.IGNORECASE,
)
_NOT_SHOWN_CLASS = re.compile(r"\b(?:MsoFootnoteReference|MsoEndnoteReference|MsoCommentReference|msoDel)\b")
_OWN_LINE = re.compile(
    r"table|tr|td|th|caption|html|body|div|p|pre|h[1-6r]|ul|ol|li|dl|dt|dd|blockquote|center|address|form|fieldset"
    r"|article|aside|figure|footer|header|main|nav|section"
)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b(none|(?:lower|upper)-(?:roman|alpha|latin)|decimal)", re.I)
_LIST_TYPES: Mapping[str, str] = MappingProxyType(
    {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman", "1": "decimal"}
)
_LONGEST_STYLE = 1000
_WIDEST = 1000
_LONGEST = 65_534
"""The largest spans of the HTML standard."""


def blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of a page; `NotTextError` where its letters cannot be known. Nothing it refers to is fetched."""
    declared = _CHARSET.search(data[:_HEAD])
    text = decoded(data, path, declared[1].decode("ascii").casefold() if declared else None)
    check_nodes(text.count("<") + text.count("="), path, MAX_PAGE_NODES)
    yield from unnested(_content(text, path))


def _content(text: str, path: Path) -> list[Piece]:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.LxmlError:
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnsafeFileError(path=path, reason="trang lồng quá nhiều lớp")
    return [] if root is None else _Page(path).read(root)


def archive_blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of the first page in a web archive."""
    check_text_size(data, path, MAX_ARCHIVE)
    try:
        parts = email.message_from_bytes(data).walk()
        page = next((part for part in parts if part.get_content_type() == "text/html"), None)
        content = page.get_payload(decode=True) if page else None
    except (ValueError, LookupError, RecursionError):
        content = None
    if not isinstance(content, bytes) or not content:
        raise DamagedFileError(path=path, kind="trang web .mht", reason="không thấy trang nào bên trong")
    yield from blocks(content, path)


class _Page:
    """A page that is walked without recursion, however deep its elements are nested."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._flows: list[list[Piece]] = [[]]
        self._texts: list[list[str]] = [[]]
        self._tables: list[TableOfPage] = []
        self._lists: list[_List] = []
        self._label = ""
        self._depth = self._preformatted = self._count = 0

    def read(self, root: _Element) -> list[Piece]:
        """What stands on the page."""
        skipped = None
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if _is_shown(element):
                    self._start(element)
                    self._write(element.text)
                else:
                    skipped = element
                    walker.skip_subtree()
            else:
                if element is not skipped:
                    self._end(element)
                if element is not root:
                    self._write(element.tail)
        self._close_text()
        return self._flows[0]

    def _start(self, element: _Element) -> None:
        tag = element.tag
        if tag == "table":
            self._depth += 1
            if self._depth <= DEEPEST:
                self._close_text()
                self._tables.append(TableOfPage())
        elif tag == "tr" and self._is_in_table:
            self._tables[-1].begin_row()
        elif tag in {"td", "th"} and self._is_in_table:
            self._begin_cell(element)
        elif tag in {"ol", "ul"}:
            self._lists.append(_List(element))
        self._preformatted += tag == "pre"
        if _OWN_LINE.fullmatch(tag) and not self._is_behind_label:
            self._texts[-1].append("\n")
        if tag == "li" and self._lists:
            self._label = self._lists[-1].label(element)
            self._texts[-1].append(self._label)

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if tag == "br" or _OWN_LINE.fullmatch(tag):
            self._texts[-1].append("\n")
        self._preformatted -= tag == "pre"
        if tag == "table":
            if self._depth <= DEEPEST:
                self._flows[-1].append(self._tables.pop().table)
            self._depth -= 1
        elif tag == "tr" and self._is_in_table:
            self._tables[-1].end_row()
        elif tag in {"td", "th"} and self._is_in_table:
            self._close_text()
            self._flows.pop()
            self._texts.pop()
        elif tag in {"ol", "ul"}:
            self._lists.pop()

    @property
    def _is_behind_label(self) -> bool:
        """Whether nothing stands yet behind the label of a list's item, whose first paragraph goes on its line."""
        last = next((text for text in reversed(self._texts[-1]) if not text.isspace()), "")
        return bool(last) and last is self._label

    @property
    def _is_in_table(self) -> bool:
        return 0 < self._depth <= DEEPEST

    def _begin_cell(self, element: _Element) -> None:
        table = self._tables[-1]
        one = table.cell(_span(element, "colspan", _WIDEST), _span(element, "rowspan", _LONGEST))
        self._count += 1 + len(table.below)
        check_cells(self._count, self._path)
        self._flows.append(one.content)
        self._texts.append([])

    def _write(self, text: str | None) -> None:
        if text:
            self._texts[-1].append(text if self._preformatted else _SPACE.sub(" ", text))

    def _close_text(self) -> None:
        """Put the text so far into its place, before a table or at the end of a cell."""
        if text := "".join(self._texts[-1]).strip():
            self._flows[-1].append(text)
        self._texts[-1].clear()


def _is_shown(element: _Element) -> bool:
    if not isinstance(element.tag, str) or _NOT_SHOWN.fullmatch(element.tag) or element.get("hidden") is not None:
        return False
    style, name = element.get("style"), element.get("class")
    return not (style and _NOT_SHOWN_STYLE.search(style)) and not (name and _NOT_SHOWN_CLASS.search(name))


def _span(element: _Element, name: str, largest: int) -> int:
    value = (element.get(name) or "").strip()
    return min(int(value), largest) if re.fullmatch(r"[1-9]\d{0,8}", value, re.ASCII) else 1


class _List:
    """A list while its items are counted."""

    def __init__(self, element: _Element) -> None:
        style = _list_style(element)
        kind = style[1].casefold() if style else _LIST_TYPES.get(element.get("type") or "", "decimal")
        self._kind = "bullet" if element.tag == "ul" and kind != "none" else kind
        self._next = _counted(element.get("start"), 1)

    def label(self, item: _Element) -> str:
        """The label that a browser puts before the item."""
        number = _counted(item.get("value"), self._next)
        self._next = number + 1
        style = _list_style(item)
        kind = style[1].casefold() if style else self._kind
        if kind in {"none", "bullet"}:
            return "" if kind == "none" else "- "
        text = roman(number) if "roman" in kind else str(number) if kind == "decimal" else letter(number)
        return f"{text.upper() if kind.startswith('upper') else text}. "


def _list_style(element: _Element) -> re.Match[str] | None:
    return _LIST_STYLE.search((element.get("style") or "")[:_LONGEST_STYLE])


def _counted(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,6}", value, re.ASCII) else otherwise
