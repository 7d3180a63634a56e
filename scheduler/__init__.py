"""Reminders: data, one sweep that is safe to repeat, and the clock."""
