"""Who hears of a draw, before it with what fixes it, and after it with what came out."""

from handlers.drawing.views import draw_press, names_of
from storage.agency import Agency
from storage.draw import Draw
from storage.drawing import concerned
from storage.letters import ViewBody
from storage.organisation import Role, people_with
from storage.store import Store
from storage.telling import tell


def prepared(store: Store, draw: Draw) -> None:
    """Those who go there and the bureau's other supervisors hold what the draw is bound to."""
    watching = [person.id for person in people_with(store, Role.SUPERVISOR)]
    people = [id for id in (*concerned(store, draw), *watching) if id != store.author]
    text = (
        f"{_agency(store, draw)}的现场核查抽样已经准备好：从{_size(draw)}家里抽{draw.wanted}家。"
        "名单和种子已经固定，抽取以后公布种子，谁都可以用下面两个值检验。\n"
        f"名单的SHA-256：{draw.population_hash}\n种子的SHA-256：{draw.commitment}"
    )
    tell(store, people, _view(draw, text, "准备好的抽样"), f"draw:{draw.id}:prepared")


def made(store: Store, draw: Draw) -> None:
    text = (
        f"{_agency(store, draw)}的现场核查抽中{draw.wanted}家：{names_of(draw)}。\n"
        f"种子：{draw.seed}"
    )
    people = [id for id in concerned(store, draw) if id != store.author]
    tell(store, people, _view(draw, text, "抽样结果"), f"draw:{draw.id}:made")


def _view(draw: Draw, text: str, title: str) -> ViewBody:
    rows = [[["查看抽样", draw_press("open", draw)]]]
    return {"title": f"{title} {draw.number}", "text": text, "rows": rows}


def _size(draw: Draw) -> int:
    return len(draw.population["clients"])


def _agency(store: Store, draw: Draw) -> str:
    agency = store.get(Agency, draw.of_agency_id)
    return agency.name if agency else ""
