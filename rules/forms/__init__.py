"""The sentences of the deadline language: named patterns over the folded text, each with what it builds.

A pattern must account for every word of the phrase (`fullmatch`); what no pattern reads whole is not read at all. To
teach the language a new form, add one `Pattern` to the fitting file here and its examples to `tests/corpus/`. Slots are
named in `rules.forms.pattern`: `{span}`, `{spans}`, `{range}` are stretches of the calendar (`rules.spans`), `{clause}`
is free words kept as printed, `{n}` a count; `WORDS` are turns of phrase that change nothing.
"""

from __future__ import annotations

from rules.forms.dates import DATES
from rules.forms.events import EVENTS
from rules.forms.recurrences import RECURRENCES
from rules.forms.undated import UNDATED

FORMS = (*DATES, *RECURRENCES, *EVENTS, *UNDATED)
