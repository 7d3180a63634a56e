"""我的账号: one person's accounts, a code that binds another (绑定), an end to each (解除绑定)."""

from handlers.accounts.handle import WORDS, ask, handle
from handlers.accounts.views import TITLE

__all__ = ["TITLE", "WORDS", "ask", "handle"]
