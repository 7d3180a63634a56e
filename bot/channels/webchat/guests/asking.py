"""The pages of a survey's ballot and of an alarm about a major hazard."""

from html import escape

from bot.channels.webchat.guests.markup import area, facts, moment, note, photos
from bot.channels.webchat.guests.seams import Alarm, Ballot, Question

PRIVATE = "机构看不到谁答了什么。提交后，在测评结束前还可以打开这条链接修改。"
LEAST, MOST = 0, 10


def ballot_page(ballot: Ballot) -> str:
    """The body of ``/p/CODE``."""
    if ballot.closed:
        thanks = "您的答复已经计入。" if ballot.answered else ""
        return f"<h1>满意度测评</h1>{_about(ballot)}{note(f'本次测评已经结束。{thanks}', 'lead')}"
    asked = "".join(_question(one, ballot.marks.get(one.key)) for one in ballot.questions)
    done = note("您的答复已收到，谢谢。需要时可以修改后再次提交。", "verdict good")
    label = "修改答复" if ballot.answered else "提交"
    return (
        f"<h1>满意度测评</h1>{_about(ballot)}{done if ballot.answered else ''}"
        f"{note('请按您的感受打分：0分最不满意，10分最满意。', 'lead')}"
        f"<form id='ballot' novalidate>{asked}"
        + area("words", "还想说的话（可不填）", ballot.words, limit=1000)
        + "<p id='problem' class='problem' role='alert' hidden></p>"
        f"<button class='primary' type='submit'>{label}</button>{note(PRIVATE)}</form>"
    )


def _about(ballot: Ballot) -> str:
    return facts(
        ("服务机构", ballot.agency), ("答复人", ballot.respondent), ("周期", ballot.cycle)
    )


def _question(question: Question, given: int | None) -> str:
    name = escape(question.key)
    marks = "".join(
        f"<label><input type='radio' name='{name}' value='{mark}' "
        f"{'checked' if mark == given else ''}><span>{mark}</span></label>"
        for mark in range(LEAST, MOST + 1)
    )
    return (
        f"<fieldset class='marks' data-key='{name}'><legend>{escape(question.words)}</legend>"
        f"<div>{marks}</div><p class='ends' aria-hidden='true'>"
        "<span>最不满意</span><span>最满意</span></p></fieldset>"
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
        "<form id='alarm' novalidate>"
        "<p id='problem' class='problem' role='alert' hidden></p>"
        "<button class='primary' type='submit'>收到，马上处理</button>"
        f"{note(f'请在{moment(alarm.answer_by)}前确认，否则会继续上报。')}</form>"
    )
