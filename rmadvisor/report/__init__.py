"""A finished consultation in words: written once as blocks, shown as text for a terminal or as Markdown."""
