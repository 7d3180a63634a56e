"""Addresses and references that prove themselves: nobody reads a file who was not sent it."""

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from handlers.formkit.events import SentFile

HALF = 1800
"""Seconds. An address ends on a half hour, the second from now: it lives 30 to 60 minutes, and is
the same for all who ask meanwhile, so that the browser shows a picture from its cache."""


class Signer:
    """Signs with a key that lives as long as the process."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._key, "\n".join(parts).encode(), sha256).hexdigest()

    def address(self, login_id: str, file: Mapping[str, Any], now: datetime) -> str:
        """Where one login may read one file, for at most an hour."""
        until = str((int(now.timestamp()) // HALF + 2) * HALF)
        name, type = str(file["name"]), str(file["type"])
        seal = self._sign("file", login_id, file["sha256"], name, type, until)
        query = urlencode({"login": login_id, "type": type, "until": until, "seal": seal})
        return f"/file/{file['sha256']}/{quote(name, safe='')}?{query}"

    def opens(self, sha: str, name: str, query: Mapping[str, str], now: datetime) -> bool:
        """Whether an address is ours and not over."""
        login, type, until = (query.get(key, "") for key in ("login", "type", "until"))
        seal = self._sign("file", login, sha, name, type, until)
        ours = hmac.compare_digest(seal.encode(), query.get("seal", "").encode())
        return ours and now.timestamp() < int(until)

    def reference(self, account: str, file: SentFile) -> str:
        """What an upload answers with: the right of one account to send that file."""
        payload = json.dumps(asdict(file), ensure_ascii=False)
        seal = self._sign("upload", account, payload)
        return f"{base64.urlsafe_b64encode(payload.encode()).decode()}.{seal}"

    def referred(self, account: str, reference: str) -> SentFile | None:
        """The file of a reference; None when it is not this account's, or of another process."""
        packed, _, seal = reference.partition(".")
        try:
            payload = base64.urlsafe_b64decode(packed.encode()).decode()
        except ValueError:
            return None
        if not hmac.compare_digest(self._sign("upload", account, payload).encode(), seal.encode()):
            return None
        return SentFile(**json.loads(payload))
