"""企业微信: the long connection of its 智能机器人 as a channel."""
