"""A gateway for every test of this folder."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.wecom.gateway import Gateway, gateway_running


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with gateway_running() as running:
        yield running
