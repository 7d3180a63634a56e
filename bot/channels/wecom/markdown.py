"""Plain text as markdown that shows it as it stands. There are no escapes in WeCom's markdown (a
backslash is shown, or marks up), so a sign that would mean something becomes its full-width twin.
"""

import re

TWINS = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "*`<[]|~\\"})
"""What may mark up anywhere in a line; the line starts and the rest are told apart below."""

_BREAKS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&'+,=%]+")
_START = re.compile(r"#|>|[-+=](?=[-+=\s]|$)|[0-9]{1,9}[.)](?=\s|$)")
_ENTITY = re.compile(r"(&#?[0-9A-Za-z]+);")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Without width, and some of them turn a line around. A client may drop them: what stood behind
one would then begin the line."""

_LEAD = re.compile(r"\A[\s\u200c\u200d]+")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")


def neutral(text: str) -> str:
    """The text, line by line; addresses stay such that they can be tapped. What was one UTF-16
    unit takes three bytes at most."""
    lines = [_line(line) for line in clean(text).split("\n")]
    return _underscored(_ENTITY.sub(r"\1；", "\n".join(lines)))


def one_line(text: str) -> str:
    """The same within a line of ours, where no sign stands at the start."""
    flat = " ".join(clean(text).split())
    return _underscored(_ENTITY.sub(r"\1；", _inside(flat)))


def bold(title: str) -> str:
    return f"**{one_line(title)}**"


def clean(text: str) -> str:
    """Without what no message can carry, every line ended in the same way."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    whole = _BREAKS.sub("\n", whole).replace("\v", "\n").replace("\f", "\n")
    return _UNSEEN.sub("", _CONTROL.sub("", whole))


def _line(line: str) -> str:
    said = _LEAD.sub("", line)
    indent = line[: len(line) - len(said)].replace("\u200c", "").replace("\u200d", "")
    indent = indent.replace("\t", "\u3000").replace("  ", "\u3000")
    return indent + _inside(_START.sub(_wide, said, count=1) if _START.match(said) else said)


def _wide(found: re.Match[str]) -> str:
    """The last sign is what makes it a heading, a quote, a list: the digits stay."""
    sign = found.group()
    return sign[:-1] + chr(ord(sign[-1]) + 0xFEE0)


def _inside(line: str) -> str:
    shown, at = "", 0
    for address in _ADDRESS.finditer(line):
        shown += line[at : address.start()].translate(TWINS)
        shown += address.group().replace("~~", "%7E%7E")
        at = address.end()
    return shown + line[at:].translate(TWINS)


def _underscored(text: str) -> str:
    """One alone marks nothing, nor does one within a word: a code with it can be copied."""
    if len(_UNDERSCORE.findall(text)) < 2:
        return text
    shown, at = "", 0
    for address in _ADDRESS.finditer(text):
        shown += _UNDERSCORE.sub("＿", text[at : address.start()])
        shown += _UNDERSCORE.sub("%5F", address.group())
        at = address.end()
    return shown + _UNDERSCORE.sub("＿", text[at:])
