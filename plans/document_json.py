"""A document that was read, as JSON and back: what one process read another one reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from plans.model import Document, Head, TaskRow, TextDuty, Total


def document_as_json(document: Document) -> dict[str, Any]:
    """What `document_of` gives back equal."""
    issued = document.head.issued
    found = asdict(document)
    found["head"]["issued"] = issued.isoformat() if issued else None
    return found


def document_of(stored: Mapping[str, Any]) -> Document:
    """The document that was stored."""
    head = stored["head"]
    issued, period = head["issued"], head["period"]
    return Document(
        path=stored["path"],
        head=Head(
            **{
                **head,
                "issued": dt.date.fromisoformat(issued) if issued else None,
                "period": tuple(period) if period else None,
            }
        ),
        tasks=tuple(TaskRow(**one) for one in stored["tasks"]),
        duties=tuple(TextDuty(**one) for one in stored["duties"]),
        totals=tuple(Total(**one) for one in stored["totals"]),
        warnings=tuple(stored["warnings"]),
    )
