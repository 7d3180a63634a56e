"""Photos and files: they come one by one or as an album, and 完成上传 says that all are there."""

from dataclasses import dataclass
from typing import Any, ClassVar

from handlers.formkit.events import Sent
from handlers.formkit.invalid import Invalid
from handlers.formkit.question import ABSENT, Asking, Button, Json, Question, Reply, Rows

MOST = 9


@dataclass(frozen=True, kw_only=True)
class Files(Question):
    """An answer is the SHA-256 names of stored files, in the order they came."""

    most: int = MOST
    kind: ClassVar[str] = "files"

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, list) or any(not isinstance(f, str) for f in answer):
            raise ValueError(answer)
        return tuple(answer)

    def encode(self, value: Any) -> Json:
        return None if value is None else list(value)

    def empty(self) -> Any:
        return ()

    def complete(self, answer: Json) -> bool:
        return answer is not ABSENT and (self.optional or bool(answer))

    def words(self, answer: Json, asking: Asking) -> str:
        return f"{len(answer)} 个文件" if answer else "（无）"

    def have(self, asking: Asking) -> list[str]:
        return list(asking.answer) if asking.answered and asking.answer else []

    def keeps(self, asking: Asking) -> bool:
        return False

    def typed(self, text: str, asking: Asking) -> Reply:
        raise Invalid("这里要发照片或文件，文字没有记下；都发完了就点“完成上传”。")

    def sent(self, sent: Sent, asking: Asking) -> Reply:
        have = self.have(asking)
        new = [f.sha256 for f in sent.files if f.sha256 not in have]
        new = list(dict.fromkeys(new))
        taken, over = new[: self.most - len(have)], new[self.most - len(have) :]
        notes = [f"有文件没有收下：{reason}" for reason in sent.refused]
        if over:
            notes.append(f"最多 {self.most} 个，多出的 {len(over)} 个没有收下。")
        if len(new) < len(sent.files):
            notes.append("重复的文件只留一份。")
        if not taken:
            raise Invalid("\n".join(notes) or "没有看到文件。")
        return Reply([*have, *taken], note="\n".join([f"收到 {len(taken)} 个。", *notes]))

    def pressed(self, action: str, argument: str, asking: Asking) -> Reply | None:
        have = self.have(asking)
        if action == "drop" and have:
            return Reply(have[:-1])
        if action != "done":
            return None
        if not have and not self.optional:
            raise Invalid("还没有收到文件，请先发照片或文件。")
        return Reply(have, on=True)

    def way(self) -> str:
        return "发照片或文件"

    def expected(self) -> str:
        return f"请发照片或文件（最多 {self.most} 个），发完点“完成上传”。"

    def body(self, asking: Asking) -> list[str]:
        have = self.have(asking)
        return [f"现在共 {len(have)} 个。"] if have else []

    def buttons(self, asking: Asking) -> Rows:
        done = Button("完成上传", "done")
        if self.have(asking):
            return ((done, Button("去掉最后一个", "drop")),)
        return () if self.optional else ((done,),)

    def likely(self, asking: Asking) -> list[Button]:
        return []
