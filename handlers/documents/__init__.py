"""Papers made of records: one way to set type, in which what people wrote is never markup."""
