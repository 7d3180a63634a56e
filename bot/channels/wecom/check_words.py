"""What the check shows on a phone, as long as it may be, and what its refusals mean."""

from bot.channels.wecom import wire
from bot.channels.wecom.rendering import Button, Card

TITLE = "安星检查：这个标题正好二十六个字请看尾巴有没有被切掉"
TEXT = (
    "第一行：下面两个按钮各十个字，请先点左边的。\n"
    "第二行：这段说明写到了长度的上限，手机上要是只显示了一部分，或者没有分行，"
    "请记在核对清单里，程序会照着它排版。后面只是凑数的字：一二三四五六七八九十，"
    "一二三四五六七八九十，完了。"
)
FIRST, SECOND, CLOSED = "先点这个按钮试试看吧", "再点一次这里试试看吧", "✓ 已点过两次"
SAMPLE = (
    "**粗体**的行\n下一行，不空行\n\n隔一个空行\n1. 编号一\n2. 编号二\n- 短横线\n> 引用的行\n"
    "尖括号＜不是标签＞，星号＊不是粗体＊"
)
ASK_WORDS = "请回复一句话。"
ASK_PICTURE = "请再发一张照片。"
FILE_NAME, FILE_BYTES = "安星检查.txt", "这是安星检查发来的文件，能打开就对了。\n".encode()

CONNECTING = "… 正在连接企业微信（最多等{:g}秒）。"
UNREACHED = "连不上企业微信，请看服务器能不能访问外网443端口"
MORE = "加 --wait 300 再检查一次，可以多等一会儿"
NOBODY = f"请确认打开的是这个机器人；搜不到它的，请在管理后台把本人加进“可使用的成员”；{MORE}"
NOTHING = f"没来得及的，{MORE}；照着做了还是这样的，请记下这一行，反馈给开发者"

REFUSED = (
    "企业微信不认这个 Bot ID 或 Secret：请在管理后台打开机器人，重新复制到 "
    "ANXING_WECOM_BOT_ID 和 ANXING_WECOM_SECRET"
)
WHY = {
    wire.NEVER_WROTE: (
        "这个人还没有给机器人发过消息，或用户ID写错了。请本人在企业微信里打开机器人发一句话，"
        "再试一次；找不到机器人的，请在管理后台把本人加进“可使用的成员”"
    ),
    wire.TOO_LATE: "超过了5秒，卡片不能再改：请看服务器到企业微信的网络是不是太慢",
    wire.WRONG_REQUEST: "企业微信不认这次点击：可能超过了5秒，请看网络是不是太慢",
    wire.TASK_TWICE: "卡片编号用过了：请再试一次",
    wire.NOT_SUBSCRIBED: "连接刚断开：请再试一次",
} | dict.fromkeys(wire.THROTTLED, "发得太快，企业微信要我们等一等：请一分钟后再试")


def card(label: str) -> Card:
    """With a title, a text and labels of exactly the most that is allowed."""
    button = Button(label, f"check.{label}")
    more = (Button("这个按钮也有十个字哦", "check.other"),) if label == FIRST else ()
    return Card(TITLE, TEXT, (button, *more))
