"""Many groups of RMs at once: files in, the rules as columns, files out."""
