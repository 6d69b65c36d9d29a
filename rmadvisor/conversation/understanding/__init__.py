"""Plain words: a text is read for facts by a grammar over the words that stand beside the facts in rules/."""
