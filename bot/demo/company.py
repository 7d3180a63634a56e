"""The companies an agency serves: invented, no two alike, where and what Jiaxing makes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.hazards import TRADES, Trade
from bot.demo.words import GIVEN, HEADS, POSTS, ROADS, SURNAMES, TAILS, TOWNS
from storage.client import Client, Risk
from storage.credit_code import ALPHABET, check_character

RISKS = (Risk.LOW, Risk.GENERAL, Risk.GENERAL, Risk.LARGER, None, Risk.LOW, Risk.MAJOR)
"""One after another: some companies were never graded."""

BRANDS = tuple(head + tail for head in HEADS for tail in TAILS)


@dataclass(frozen=True)
class Company:
    """``post`` is what its contact does there."""

    client: Client
    trade: Trade
    post: str


def companies(
    dice: random.Random, agency_id: str, count: int, counties: tuple[str, ...], keeper: str | None
) -> Iterator[Company]:
    """``counties``: where the agency's clients are; ``keeper``: who keeps their written files."""
    towns = [town for town in TOWNS if town[0] in counties]
    for n, brand in enumerate(dice.sample(BRANDS, count)):
        county, code, town, trades = dice.choice(towns)
        trade = TRADES[dice.choice(trades)]
        client = Client(
            agency_id=agency_id,
            name=_name(dice, brand, county, town, trade),
            credit_code=_credit_code(dice, code),
            town=f"{county}{town}镇",
            address=f"{county}{town}镇{dice.choice(ROADS)}{dice.randrange(1, 900)}号",
            industry=trade.industry,
            contact=person(dice),
            phone=f"1380000{dice.randrange(10**4):04d}",
            keeper=keeper,
            shelf=f"{n // 60 + 1}号柜{n // 12 % 5 + 1}层" if keeper else None,
            risk=RISKS[n % len(RISKS)],
        )
        yield Company(client, trade, dice.choice(POSTS))


def person(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def _name(dice: random.Random, brand: str, county: str, town: str, trade: Trade) -> str:
    city = "嘉兴市" if county.endswith("区") else county
    ending = dice.choice(trade.endings)
    forms = [
        f"{city}{brand}{ending}有限公司",
        f"{county.rstrip('区县市')}{brand}{ending}有限公司",
        f"{city}{town}{brand}{ending}有限公司",
        f"浙江{brand}{ending}股份有限公司",
    ]
    if trade.works:
        forms.append(f"{city}{town}{brand}{trade.endings[0]}厂")
    return dice.choices(forms, (6, 3, 3, 1, 3)[: len(forms)])[0]


def _credit_code(dice: random.Random, county_code: str) -> str:
    first = f"91{county_code}MA2{''.join(dice.choices(ALPHABET, k=6))}"
    return first + check_character(first)
