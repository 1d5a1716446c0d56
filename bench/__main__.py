"""`python -m bench [PART …]`: all of them, or those named."""

from __future__ import annotations

import sys

from bench import delivery, digests, fleet, idle, obligations, overview, phrases, plans, plans_pdf, ticks, unfolding

PARTS = {
    "phrases": phrases.main,
    "plans": plans.main,
    "plans_pdf": plans_pdf.main,
    "obligations": obligations.main,
    "delivery": delivery.main,
    "digests": digests.main,
    "ticks": ticks.main,
    "unfolding": unfolding.main,
    "idle": idle.main,
    "fleet": fleet.main,
    "overview": overview.main,
}

for name in sys.argv[1:] or PARTS:
    print(f"{name}: {(sys.modules[f'bench.{name}'].__doc__ or '').strip()}")
    PARTS[name]()
    print()
