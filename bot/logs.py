"""What the program says of itself to its operator, without a secret in it."""

import logging
import re
import sys

SECRETS = (
    re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}"),
    re.compile(r"(?<=//)([^/\s:@]+):[^/\s@]+(?=@)"),
    re.compile(r"(?<=/[ispa]/)[A-Za-z0-9_-]{16,}"),
    re.compile(r"(?<=start=)[A-Za-z0-9_-]{16,}"),
    re.compile(r"(?<=/start )[A-Za-z0-9_-]{16,}"),
    re.compile(r"(?<=\b[spa]-)[A-Za-z0-9]{24}"),
    re.compile(r"(?<=绑定 )[0-9A-Za-z]{8}(?![0-9A-Za-z])"),
    re.compile(r"(?<=\?)[\w.~%=&;+/-]{24,}", re.ASCII),
    re.compile(r"(?<=DETAIL:  ).+"),
)


def masked(text: str) -> str:
    """Tokens, passwords in addresses, what signs an address, codes, and the rows that PostgreSQL
    quotes, each as three dots."""
    for secret in SECRETS:
        text = secret.sub("…", text)
    return text


class Masking(logging.Formatter):
    """Masks the finished line, traceback included: whatever a library put into it."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def start_logging(level: int = logging.INFO) -> None:
    """One handler on stderr for all; the libraries are heard from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Masking("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("bot", "handlers", "storage", "scheduler"):
        logging.getLogger(ours).setLevel(level)
