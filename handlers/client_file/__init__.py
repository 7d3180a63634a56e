"""一企一档: all of one client in one view, what is missing, and its paper (item 6)."""
