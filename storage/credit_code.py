"""统一社会信用代码 (GB 32100-2015): eighteen characters, of which the last checks the others."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""No I, O, S, V, Z: they are too like 1, 0, 5, U and 2."""

_WIDE = {0xFEE0 + n: chr(n) for n in range(0x21, 0x7F)}
_PAUSES = str.maketrans("", "", " -　\t")


def tidy(text: str) -> str:
    """Capitals, ASCII, without the blanks and hyphens people put between groups."""
    return text.translate(_WIDE).translate(_PAUSES).strip().upper()


def check_character(first: str) -> str:
    """The eighteenth character that belongs to the first seventeen."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first))
    return ALPHABET[-total % 31]


def fault(code: str) -> str | None:
    """What is wrong with a tidied code, in a sentence; None when its check character fits."""
    if len(code) != 18:
        return f"统一社会信用代码是18位，这里有{len(code)}位。"
    strange = "".join(dict.fromkeys(c for c in code if c not in ALPHABET))
    if strange:
        return f"统一社会信用代码里不会有“{strange}”，请核对。"
    right = check_character(code[:17])
    if code[17] != right:
        return f"校验位不对：前17位如果没有打错，最后一位应是“{right}”，请核对。"
    return None
