"""Conversations: what a person says, what they see, and what it changes."""
