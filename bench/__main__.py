"""`python -m bench [phrases|plans|plans_pdf|obligations|idle]`: all of them, or those named."""

from __future__ import annotations

import sys

from bench import idle, obligations, phrases, plans, plans_pdf

PARTS = {
    "phrases": phrases.main,
    "plans": plans.main,
    "plans_pdf": plans_pdf.main,
    "obligations": obligations.main,
    "idle": idle.main,
}

for name in sys.argv[1:] or PARTS:
    print(f"{name}: {(sys.modules[f'bench.{name}'].__doc__ or '').strip()}")
    PARTS[name]()
    print()
