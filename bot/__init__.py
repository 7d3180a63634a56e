"""Wiring and channels: the only package that knows everyone."""
