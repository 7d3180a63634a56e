"""The kinds of long work, by the name they are asked for under."""

from bot.documents import DOCUMENTS
from bot.drawing import DRAWING
from bot.excel import EXCEL
from bot.jobs import Kind
from bot.pictures import PICTURES
from bot.rating_papers import RATING_PAPERS

KINDS: dict[str, Kind] = {**DOCUMENTS, **DRAWING, **EXCEL, **PICTURES, **RATING_PAPERS}
