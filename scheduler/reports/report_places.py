"""Where a task stands in its plan, in the words of a report."""

from __future__ import annotations

from db.plans import TaskRow


def section_of(task: TaskRow) -> str:
    """ "Phụ lục 1, mục I. CÔNG TÁC CHỈ ĐẠO"."""
    if task.from_text:
        return "Phần lời của văn bản"
    label = f", mục {task.section}" if task.section else ""
    return f"Phụ lục {task.table_no}{label}" + (f". {task.heading}" if task.heading else "")
