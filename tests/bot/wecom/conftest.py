"""A gateway for each test, and a program that is connected to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.wecom.gateway import Gateway, gateway_running
from tests.bot.wecom.served import CLICK, MINUTE, Served, serving


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """Its minutes are ours."""
    async with gateway_running(minute=MINUTE, click=CLICK) as running:
        yield running


@pytest.fixture
async def served(data: Path, gateway: Gateway) -> AsyncIterator[Served]:
    async with serving(data, gateway) as running:
        yield running
