"""Keyword search over everything that is known: from the words of a trainer to entries, passages and their sources."""
