"""The words that do what a button does: nobody needs a button to get through a form."""

from handlers.formkit.draft import CANCEL, REVIEW, Path
from handlers.formkit.places import Spot
from handlers.formkit.question import Asking
from handlers.formkit.wording import plain, trim

_EVERYWHERE = {"上一步": "back", "取消": "cancel"}
_LEAVING = {"继续填写": "resume", "继续": "resume", "稍后再填": "park", "放弃": "discard"}
_REVIEW = {"提交": "submit", "确认": "submit", "确认作废": "submit"}
_ENTRY = {"返回": "back", "删除": "drop", "删除这一条": "drop"}
_DONE = {"完成": "done", "好了": "done"}
_OF_KIND = {
    "files": {**_DONE, "完成上传": "done", "去掉最后一个": "drop"},
    "several": {**_DONE, "完成选择": "done"},
}
_PAGED = {"看全部": "all", "全部": "all"}


def command_of(here: Spot | None, at: Path, now: Asking, text: str) -> str:
    """The action a typed text names, or "". Text with invisible characters names none."""
    said = trim(text)
    if at == CANCEL:
        return _LEAVING.get(said, "")
    if said in _EVERYWHERE:
        return _EVERYWHERE[said]
    if here is None:
        words = _REVIEW if at == REVIEW else _ENTRY
        return words.get(said, "") or _numbered("edit", said, 99)
    question = here.question
    if said == "跳过" or (said == "无" and question.optional and question.kind in _BY_NONE):
        return "skip"
    if said == "保留" and question.keeps(now):
        return "keep"
    if said == "清空" and question.optional and question.keeps(now):
        return "clear"
    if question.kind in ("lookup", "several"):
        turn = _turned(said, now)
        if turn:
            return turn
    if question.kind == "group" and now.answered:
        return _numbered("entry", said, len(now.answer or ()))
    found = _OF_KIND.get(question.kind, {}).get(said, "")
    return found or (_numbered("pick", said, len(now.offered)) if question.numbered else "")


_BY_NONE = frozenset(("text", "count", "amount", "day", "lookup", "files"))


def _turned(said: str, now: Asking) -> str:
    if said in _PAGED and now.search:
        return _PAGED[said]
    if said == "下一页":
        return f"page.{now.page + 1}"
    return f"page.{now.page - 1}" if said == "上一页" and now.page else ""


def _numbered(action: str, said: str, most: int) -> str:
    number = plain(said).removeprefix("#").rstrip(".、")
    return f"{action}.{int(number) - 1}" if number in map(str, range(1, most + 1)) else ""
