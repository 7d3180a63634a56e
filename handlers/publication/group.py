"""What the bot says in a group chat: only what is public, whoever asks; the rest in private."""

import re

from handlers.dispatch import word_of
from handlers.formkit.view import View
from handlers.formkit.wording import cut
from handlers.publication.notice import NOTHING, TITLE
from handlers.publication.telling import say_result
from storage.publication import Publication
from storage.published import cycles_with_results, results
from storage.store import Store
from storage.telling import CHANNEL_NAMES
from storage.ways import private_chats, public_page

SHOWN = 10
PUBLIC = frozenset({"/results", "评定公告", "公告"})
FROM_A_GROUP = ["/start", "results"]
"""What a messenger says for who follows the link out of a group."""

HELP = (
    "我是安星，安全生产技术服务机构星级评定助手。在群里我只回答已经公布的评定结果："
    "@我并写“评定公告”看全部，@我并写机构名称看一家。"
)
PRIVATE = "填表、得分、记录等其他事情请和我私聊"
_FILLERS = re.compile(
    r"/results|评定结果|评定公告|结果|公告|公布|星级|评级|几星|评定|查一下|查询|查|多少分?|得分|怎么样"
    r"|排名|全部|所有|请问|[的了吗呢是？?！!，,。、：:\s]"
)
_ASKS = re.compile(r"结果|公告|公布|星|排名")


def answer(store: Store, asked: str, channel: str = "") -> View:
    """In a group of a channel: what is public, and where the rest is."""
    found, known = public(store, asked), CHANNEL_NAMES.get(channel)
    ways = [way for name, way in private_chats() if name == (known or name)]
    more = f"{PRIVATE}：{ways[0]}" if ways else f"{PRIVATE}。"
    return View(f"{found.text}\n\n{more}", title=found.title)


def asks_publicly(said: str) -> bool:
    """Whether somebody the bot doesn't know asks for what is anybody's."""
    return word_of(said) in PUBLIC or said.split() == FROM_A_GROUP


def public(store: Store, asked: str) -> View:
    """The same to everybody: nothing here knows who asked."""
    word, name = word_of(asked), _FILLERS.sub("", asked)
    if word.startswith("/") and word != "/results":
        return View(HELP)
    if not name and word != "/results" and not _ASKS.search(asked):
        return View(HELP)
    known = cycles_with_results(store)
    if not known:
        return View(NOTHING)
    cycle, named = known[0].id, results(store, known[0].id, size=SHOWN, name=asked)
    found, total = named if named[1] else results(store, cycle, size=SHOWN, name=name)
    if not found and name:
        none = f"没有找到“{cut(name)}”的已公布结果。" if _asks(asked) else HELP
        return View(none)
    if name and total == 1:
        return View("\n".join(_one(found[0])), title=found[0].shown["agency"])
    lines = [f"{known[0].name}：已公布{total}家", ""]
    lines += [
        f"{place}. {one.shown['agency']} {say_result(one)}" for place, one in enumerate(found, 1)
    ]
    if total > len(found):
        lines.append(f"…其余{total - len(found)}家请看网页或私聊。")
    if address := public_page():
        lines += ["", f"公开网页：{address}"]
    return View("\n".join(lines), title=TITLE)


def _asks(asked: str) -> bool:
    return word_of(asked) == "/results" or bool(_ASKS.search(asked))


def _one(made: Publication) -> list[str]:
    page = made.shown
    lines = [f"{page['stars']}　{page['total']}/{page['possible']}分（第{made.version}版）"]
    lines += [f"{one['name']} {one['points']}/{one['possible']}" for one in page["sections"]]
    lines.append(f"{page['cycle']}，{page['published_on']}公布，公告编号{made.number}")
    if address := public_page(made.number):
        lines.append(address)
    return lines
