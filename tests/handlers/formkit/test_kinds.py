"""Every kind of question against what people type: understood as a value, or refused in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.formkit import Invalid, ask
from handlers.formkit.carry import fits
from handlers.formkit.question import Question
from handlers.formkit.world import World
from tests.handlers.typing import NOW, TODAY

WORLD = World(NOW, TODAY)  # 2026-03-10, a Tuesday
TEXT = ask.text("隐患位置", limit=50)
COUNT = ask.count("服务次数", unit="次", most=999)
AMOUNT = ask.amount("合同金额", unit="元")
YES = ask.yes_no("已上传？", yes="已上传", no="未上传")
DAY = ask.day("服务日期")
DEADLINE = ask.day("整改期限", future=True)
AROUND = ask.day("服务期起", future=True, around=True)
PEOPLE = ask.count("参加人数", unit="人")
KIND = ask.one_of("登记哪一种", (("安全教育培训", "training"), ("安全工作会议", "meeting")))
ONE = ask.one_of("隐患等级", (("一般隐患", "general"), ("重大隐患", "major")))

UNDERSTOOD: list[tuple[Question, str, Any]] = [
    (TEXT, "二楼配电间", "二楼配电间"),
    (TEXT, " \n二楼 配电间\t", "二楼 配电间"),
    (TEXT, "<b>粗</b>&amp;", "<b>粗</b>&amp;"),
    (TEXT, "'; DROP TABLE visit; --", "'; DROP TABLE visit; --"),
    (TEXT, "{0.__class__} %s", "{0.__class__} %s"),
    (TEXT, "👩‍👩‍👧‍👦 مرحبا", "👩‍👩‍👧‍👦 مرحبا"),
    (TEXT, "跳过\u200b", "跳过\u200b"),
    (TEXT, "\u202e反着\u202c", "\u202e反着\u202c"),
    (TEXT, "e\u0301", "e\u0301"),
    (TEXT, "　全角空格　", "　全角空格　"),
    (COUNT, "3", 3),
    (COUNT, " ３ ", 3),
    (COUNT, "3次", 3),
    (COUNT, "007", 7),
    (COUNT, "3.0", 3),
    (COUNT, "十二次", 12),
    (COUNT, "二十", 20),
    (COUNT, "一百零五", 105),
    (COUNT, "两次", 2),
    (COUNT, "0", 0),
    (AMOUNT, "1,234.50", Decimal("1234.50")),
    (AMOUNT, "３.5万元", Decimal("35000")),
    (AMOUNT, "￥12000", Decimal("12000")),
    (AMOUNT, "0.3万", Decimal("3000")),
    (AMOUNT, "1亿", Decimal("100000000")),
    (AMOUNT, "0", Decimal("0")),
    (YES, "已上传", True),
    (YES, "没有", False),
    (YES, "是的。", True),
    (YES, "未上传", False),
    (DAY, "今天", date(2026, 3, 10)),
    (DAY, "前天", date(2026, 3, 8)),
    (DAY, "3天前", date(2026, 3, 7)),
    (DAY, "3月5日", date(2026, 3, 5)),
    (DAY, "3.5", date(2026, 3, 5)),
    (DAY, "３／５", date(2026, 3, 5)),
    (DAY, "12月31日", date(2025, 12, 31)),
    (DAY, "2月29日", date(2024, 2, 29)),
    (DAY, "5号", date(2026, 3, 5)),
    (DAY, "20260305", date(2026, 3, 5)),
    (DAY, "2026年3月5日", date(2026, 3, 5)),
    (DAY, "2026-03-05", date(2026, 3, 5)),
    (DAY, "2026．3．5", date(2026, 3, 5)),
    (DAY, "周一", date(2026, 3, 9)),
    (DAY, "上周五", date(2026, 3, 6)),
    (DAY, "星期三", date(2026, 3, 4)),
    (DEADLINE, "3月5日", date(2027, 3, 5)),
    (DEADLINE, "明天", date(2026, 3, 11)),
    (DEADLINE, "周一", date(2026, 3, 16)),
    (DEADLINE, "2026-03-05", date(2026, 3, 5)),
    (AROUND, "3月5日", date(2026, 3, 5)),
    (AROUND, "3月20日", date(2026, 3, 20)),
    (AROUND, "11月1日", date(2025, 11, 1)),
    (AROUND, "周三", date(2026, 3, 11)),
    (ONE, "重大隐患", "major"),
    (ONE, "重大", "major"),
    (ONE, "2", "major"),
    (ONE, "重大隐患吧", "major"),
    (KIND, "培训", "training"),
    (PEOPLE, "十二个人", 12),
    (PEOPLE, "3 个人", 3),
]

REFUSED: list[tuple[Question, str, str, tuple[Any, ...]]] = [
    (TEXT, "", "没有看到文字", ()),
    (TEXT, " \n ", "没有看到文字", ()),
    (TEXT, "\u200b\u200c\u2060\ufeff", "没有看到文字", ()),
    (TEXT, "\u3164\u2800\u00ad", "没有看到文字", ()),
    (TEXT, "长" * 10_000, "最多 50 个字，这里有 10000 个", ()),
    (TEXT, "有\0空", "无法保存的字符", ()),
    (TEXT, "半个\ud83d", "无法保存的字符", ()),
    (COUNT, "很多", "要填一个整数", ()),
    (COUNT, "3.5", "不能有小数", (3, 4)),
    (COUNT, "-3", "要填一个整数", (3,)),
    (COUNT, "约5次吧", "要填一个整数", (5,)),
    (COUNT, "−0", "要填一个整数", (0,)),
    (COUNT, "٣", "要填一个整数", ()),
    (COUNT, "1e999", "要填一个整数", ()),
    (COUNT, "NaN", "要填一个整数", ()),
    (COUNT, "9" * 400, "要填一个整数", ()),
    (COUNT, "1000", "最多 999", ()),
    (COUNT, "十十", "要填一个整数", ()),
    (COUNT, "3 4", "要填一个整数", ()),
    (AMOUNT, "1e999", "要填一个数", ()),
    (AMOUNT, "Infinity", "要填一个数", ()),
    (AMOUNT, "nan", "要填一个数", ()),
    (AMOUNT, "-5", "要填一个数", (Decimal(5),)),
    (AMOUNT, "1.005", "最多两位小数", (Decimal("1.01"),)),
    (AMOUNT, "3万5", "没看懂这个数", (Decimal("35000.00"),)),
    (AMOUNT, "9" * 30, "太大了", ()),
    (AMOUNT, "1,23", "要填一个数", ()),
    (YES, "可能吧", "请回答“已上传”或“未上传”", ()),
    (YES, "是\u200b", "请回答", ()),
    (DAY, "2026-02-30", "2026年2月没有30日", (date(2026, 2, 28),)),
    (DAY, "4月31日", "4月没有31日", (date(2025, 4, 30),)),
    (DAY, "2026-13-01", "没有这一天", ()),
    (DAY, "0000-01-01", "没有这一天", ()),
    (DAY, "2027-03-05", "不能晚于2026年3月10日", (date(2026, 3, 5),)),
    (DAY, "明天", "不能晚于", (date(2026, 3, 10),)),
    (DAY, "1894-01-01", "不能早于1950年", ()),
    (DAY, "40000天前", "没看懂这个日期", ()),
    (DAY, "12", "是哪个月的", (date(2026, 2, 12),)),
    (DAY, "下个月", "没看懂这个日期", ()),
    (DAY, "٣/٥", "没看懂这个日期", ()),
    (DAY, "3" * 400, "没看懂这个日期", ()),
    (DAY, "<script>", "没看懂这个日期", ()),
    (DEADLINE, "2199-01-01", "不能晚于2076年", ()),
    (KIND, "安全", "可以选：安全教育培训、安全工作会议", ("training", "meeting")),
    (ONE, "隐患", "可以选：一般隐患、重大隐患", ("general", "major")),
    (ONE, "不是重大隐患", "可以选：一般隐患、重大隐患", ("general", "major")),
    (ONE, "特大", "可以选：一般隐患、重大隐患", ()),
    (ONE, "99", "没有“99”这个选项", ()),
    (ONE, "", "请选一个", ()),
]


@pytest.mark.parametrize(("question", "typed", "value"), UNDERSTOOD)
def test_what_people_type_is_understood(question: Question, typed: str, value: Any) -> None:
    got = question.parse(typed, WORLD)
    assert got == value
    assert question.decode(question.encode(got)) == value


@pytest.mark.parametrize(("question", "typed", "words", "guesses"), REFUSED)
def test_what_is_wrong_is_told_with_the_likeliest_right_answer(
    question: Question, typed: str, words: str, guesses: tuple[Any, ...]
) -> None:
    with pytest.raises(Invalid) as wrong:
        question.parse(typed, WORLD)
    assert words in wrong.value.sentence
    assert wrong.value.guesses == guesses
    for guess in guesses:
        answer = question.encode(guess)
        assert question.decode(answer) == guess


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        (TEXT, 3),
        (TEXT, "长" * 51),
        (COUNT, "3"),
        (COUNT, True),
        (COUNT, 10_000),
        (AMOUNT, "NaN"),
        (AMOUNT, 3.5),
        (YES, "是"),
        (DAY, "月底"),
        (DAY, 20260305),
        (ONE, "huge"),
        (ask.files("照片"), "abc"),
        (ask.several("方式", (("现场", "site"),)), ["site", "moon"]),
        (ask.lookup("单位", "clients"), ""),
    ],
)
def test_a_kept_answer_that_is_none_is_noticed(question: Question, kept: Any) -> None:
    assert not fits(question, kept)
