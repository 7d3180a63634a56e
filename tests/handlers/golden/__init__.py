"""The words of each paper as they were looked at and found right.

After a wanted change: ``ANXING_KEEP_WORDS=1 pytest tests/handlers/test_rating_papers.py``, and look
at the papers again.
"""

import os
from pathlib import Path

HERE = Path(__file__).parent


def same_words(name: str, text: str) -> None:
    """The text layer, line by line and without its spaces, is the kept one."""
    found = ("".join(line.replace("\u200b", "").split()) for line in text.splitlines())
    lines = "\n".join(found) + "\n"
    path = HERE / f"{name}.txt"
    if os.environ.get("ANXING_KEEP_WORDS"):
        path.write_text(lines, "utf-8")
    assert lines == path.read_text("utf-8")
