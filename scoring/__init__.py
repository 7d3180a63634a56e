"""Pure rules of the standard: facts in, scorecard out, so that anyone can recompute a score."""
