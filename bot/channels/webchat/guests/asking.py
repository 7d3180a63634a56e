"""The pages of a survey's ballot and of an alarm about a major hazard."""

from html import escape
from urllib.parse import quote

from bot.channels.webchat.guests.markup import area, facts, moment, note, photos
from bot.channels.webchat.guests.seams import Alarm, Ballot, Paper, Question

PRIVATE = "机构看不到谁答了什么。提交后，在测评结束前还可以打开这条链接修改。"
LEAST, MOST = 0, 10


def ballot_page(ballot: Ballot, code: str, about: str = "") -> str:
    """The body of ``/p/CODE``: whoever judges several agencies chooses one first."""
    several = len(ballot.papers) > 1
    chosen = next((one for one in ballot.papers if one.id == about or not several), None)
    head = "<h1>满意度测评</h1>" + facts(
        ("服务机构", chosen.agency if chosen else ""),
        ("答复人", f"{ballot.respondent}（{ballot.party}）"),
        ("周期", ballot.cycle),
    )
    if chosen is None:
        return head + _choice(ballot, code)
    back = f"/p/{escape(code)}" if several else ""
    others = f"<p class='note'><a href='{back}'>返回机构列表</a></p>" if several else ""
    return head + others + _form(ballot, chosen, back)


def _choice(ballot: Ballot, code: str) -> str:
    left = sum(one.answered_at is None for one in ballot.papers)
    said = f"请逐家打分，还有{left}家。" if left else "都已打分，谢谢。需要时可以点开修改。"
    rows = "".join(
        f"<li><a class='choice' href='/p/{escape(code)}?about={quote(one.id)}'>"
        f"<span>{escape(one.agency)}</span>"
        f"<span class='grade'>{'已打分' if one.answered_at else '未打分'}</span></a></li>"
        for one in ballot.papers
    )
    return note(said, "lead") + f"<ul class='choices'>{rows}</ul>" + note(PRIVATE)


def _form(ballot: Ballot, paper: Paper, back: str) -> str:
    asked = "".join(_question(one) for one in ballot.questions)
    thanks = "您的答复已收到，谢谢。要修改，请重新打分后提交，以最后一次为准。"
    return (
        f"{note(thanks, 'verdict good') if paper.answered_at else ''}"
        f"{note('请按您的感受打分：0分最不满意，10分最满意。', 'lead')}"
        f"<form id='ballot' data-paper='{escape(paper.id)}' data-back='{back}' "
        f"method='post' novalidate>{asked}"
        + area("words", "还想说的话（可不填）", limit=1000)
        + "<p id='problem' class='problem' role='alert' hidden></p>"
        f"<button class='primary' type='submit'>{'修改答复' if paper.answered_at else '提交'}"
        f"</button>{note(PRIVATE)}</form>"
    )


def _question(question: Question) -> str:
    name = escape(question.key)
    marks = "".join(
        f"<label><input type='radio' name='{name}' value='{mark}'><span>{mark}</span></label>"
        for mark in range(LEAST, MOST + 1)
    )
    hint = f"<p class='note'>{escape(question.hint)}</p>" if question.hint else ""
    return (
        f"<fieldset class='marks' data-key='{name}'><legend>{escape(question.words)}</legend>"
        f"{hint}<div>{marks}</div><p class='ends' aria-hidden='true'>"
        "<span>0分 最不满意</span><span>10分 最满意</span></p></fieldset>"
    )


def alarm_page(alarm: Alarm, code: str) -> str:
    """The body of ``/a/CODE``."""
    rows = (line.partition("：") for line in alarm.lines)
    shown = photos(alarm.photos, "隐患", f"/a/{escape(code)}/photo")
    return (
        "<h1 class='alarm'>重大事故隐患快报</h1>"
        f"<section class='hazard told'>{facts(*((label, text) for label, _, text in rows))}"
        f"{shown}</section>"
        + facts(
            ("快报编号", alarm.number),
            ("发出时间", moment(alarm.told_at)),
            ("告知", alarm.name),
        )
        + _answering(alarm)
    )


def _answering(alarm: Alarm) -> str:
    if alarm.acknowledged_at is not None:
        return note(f"您已在{moment(alarm.acknowledged_at)}确认收到。", "verdict good")
    if alarm.gone:
        return note(alarm.gone, "verdict")
    return (
        "<form id='alarm' method='post' novalidate>"
        "<p id='problem' class='problem' role='alert' hidden></p>"
        "<button class='primary' type='submit'>收到，马上处理</button>"
        f"{note(f'请在{moment(alarm.answer_by)}前确认，否则会继续上报。')}</form>"
    )
