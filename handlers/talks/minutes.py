"""The minutes of a talk, made of what was written down question by question."""

from collections.abc import Mapping
from typing import Any

from handlers.talks.wording import agency_name
from scoring.admonition import circumstance
from storage.store import Store
from storage.talk import Talk
from storage.talks import called


def minutes(store: Store, talk: Talk, talked: Mapping[str, Any]) -> str:
    """Plain paragraphs, the same on every channel and on paper. ``talked``: see HoldForm."""
    lines = [
        f"约谈机构：{agency_name(store, talk.agency_id)}",
        f"约谈类型：{called(talk)}（{talk.number}）",
        f"约谈时间：{talked['held_on']}",
        f"约谈地点：{talk.place}",
        f"监管部门参加人员：{talked['bureau']}",
        f"机构参加人员：{talked['agency']}",
        "",
        "一、约谈的情形和机构的说明",
    ]
    for number, code in enumerate(talk.codes, 1):
        lines.append(f"{number}. {circumstance(code).words}")
        lines.append(f"　机构说明：{talked['said'].get(code) or '没有说明'}")
    lines += ["", "二、提出的要求"]
    if talked["demands"]:
        lines += [talked["demands"], f"整改期限：{talked['rectify_by']}"]
    else:
        lines.append("没有整改要求。")
    if talked["remarks"]:
        lines += ["", "三、其他", talked["remarks"]]
    return "\n".join(lines)
