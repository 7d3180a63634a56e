"""What an operator does from the shell: invite, verify, back up, restore, look at what is stuck."""
