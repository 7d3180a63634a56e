"""The page on which a client's contact signs a hazard list, and what it says afterwards."""

from html import escape

from bot.channels.webchat.guests.markup import area, day, facts, field, hazard, lines, moment, note
from bot.channels.webchat.guests.seams import Check, Receipt, Sheet, Standing

NAME = "required maxlength='40' autocomplete='name'"
POST = "maxlength='40' autocomplete='organization-title' placeholder='例如：安全负责人'"
CODE = "inputmode='numeric' maxlength='20' autocomplete='one-time-code'"
CODE_HINT = "监管人员用电话等别的方式告诉您的8位数字。没有可以不填，签收会注明“未核实”。"
MEANS = "签收表示您已收到并看过这份清单。哪一条不同意，请在那一条下面写明，其余照常签收。"
VOID = (
    "这份清单在交给您之后有改动，已经失效"
    "{signed}。请向机构要一条新的链接，核对改动后的清单；下面是原来的内容。"
)


def sheet_page(sheet: Sheet, code: str) -> str:
    """The body of ``/s/CODE``."""
    photos = f"/s/{escape(code)}/photo"
    form = sheet.standing is Standing.OPEN
    cards = "".join(
        hazard(one, number, photos, _dispute(one.id, number) if form else _said(sheet, one.id))
        for number, one in enumerate(sheet.hazards, 1)
    )
    return (
        f"{_head(sheet)}{_state(sheet)}<ol class='hazards'>{cards}</ol>"
        f"{_form(sheet) if form else ''}"
        f"<p class='seal'>内容校验码 {escape(sheet.seal[:16])}</p>"
    )


def _head(sheet: Sheet) -> str:
    count = len(sheet.hazards)
    found = f"发现事故隐患{count}处" if count else "没有发现事故隐患"
    return (
        "<h1>事故隐患清单</h1>"
        + facts(
            ("委托单位", sheet.client),
            ("服务机构", sheet.agency),
            ("服务日期", f"{day(sheet.on)}（{sheet.visit}）"),
        )
        + note(f"{found}。" + ("请逐条核对。" if sheet.standing is Standing.OPEN else ""), "lead")
    )


def _state(sheet: Sheet) -> str:
    shown = _receipt(sheet.receipt) if sheet.receipt else ""
    if sheet.standing is not Standing.VOID:
        return shown
    signed = "，原来的签收不再算数" if sheet.receipt else ""
    return note(VOID.format(signed=signed), "void") + shown


def _receipt(receipt: Receipt) -> str:
    return (
        "<section class='receipt' id='receipt' tabindex='-1'>"
        f"<h2>{escape(receipt.outcome)}</h2>"
        + facts(
            ("填写人", "，".join(filter(None, (receipt.name, receipt.post)))),
            ("时间", moment(receipt.at)),
            ("身份", receipt.standing),
            ("理由", receipt.reason),
            ("异议", f"{len(receipt.disputes)}条，写在下面" if receipt.disputes else ""),
        )
        + note("机构已经收到。这条链接在有效期内仍可打开查看。")
        + "</section>"
    )


def _dispute(id: str, number: int) -> str:
    box = f"dispute-{number}"
    return (
        f"<div class='dispute'><label class='switch'><input type='checkbox' data-opens='{box}'>"
        f"对第{number}条有异议</label>"
        f"<div id='{box}' data-hazard='{escape(id)}' hidden>"
        + area(f"words-{number}", f"第{number}条哪里不同意", holder="例如：纸箱当天已经清走")
        + "</div></div>"
    )


def _said(sheet: Sheet, id: str) -> str:
    words = sheet.receipt.disputes.get(id, "") if sheet.receipt else ""
    return f"<p class='objection'><strong>异议：</strong>{lines(words)}</p>" if words else ""


def _form(sheet: Sheet) -> str:
    code = "" if sheet.confirmed else field("code", "确认码", hint=CODE_HINT, more=CODE)
    return (
        f"<form id='sign' data-seal='{escape(sheet.seal)}' method='post' novalidate>"
        f"<h2>签收</h2>{note(MEANS)}"
        + field("name", "您的姓名", sheet.name, more=NAME)
        + field("post", "职务", sheet.post, more=POST)
        + code
        + "<p id='problem' class='problem' role='alert' hidden></p>"
        "<button class='primary' id='signed' type='submit'>签收</button>"
        "<div class='others'><button class='other' type='button' data-opens='refusing' "
        "aria-expanded='false' aria-controls='refusing'>拒签</button>"
        "<button class='other' type='button' data-opens='stranger' aria-expanded='false' "
        "aria-controls='stranger'>不是我</button></div>"
        "<section id='refusing' class='aside' hidden>"
        + area("reason", "为什么拒签", holder="请写明理由，机构会看到")
        + "<button class='danger' type='button' id='refused'>确认拒签</button></section>"
        "<section id='stranger' class='aside' hidden>"
        + note(f"如果您不是{sheet.client}的{sheet.name}，或这份清单与您无关，请告诉我们：")
        + "<button class='danger' type='button' id='not_me'>这份清单与我无关</button></section>"
        f"<p class='note'>链接有效期至{moment(sheet.until)}。提交时会记下时间和网络地址。</p>"
        "</form>"
    )


def check_page(check: Check) -> str:
    """The body of ``/v/SEAL``: what a paper copy's QR tells."""
    signed = bool(check.at) and check.void_on is None
    if check.void_on is not None:
        words = f"内容在{day(check.void_on)}之后已有改动，这一份不再有效。"
        state = note(words, "void")
    elif check.outcome:
        state = note(check.outcome, "verdict good" if signed else "verdict")
    else:
        state = note("还没有签收。", "verdict")
    return (
        "<h1>隐患清单查验</h1>"
        + state
        + facts(
            ("委托单位", check.client),
            ("服务机构", check.agency),
            ("服务记录", check.visit),
            ("打印日期" if check.printed else "交付日期", day(check.handed_on)),
            ("结果", check.outcome if check.void_on is not None else ""),
            ("签收人", "，".join(filter(None, (check.name, check.post)))),
            ("时间", moment(check.at) if check.at else ""),
            ("身份", check.standing),
            ("异议", f"{check.disputes}条" if check.disputes else ""),
        )
        + note(f"请核对纸上印的内容校验码与这里一致：{check.seal[:16]}")
        + note("这里只说明是否签收，不显示隐患内容。")
    )
