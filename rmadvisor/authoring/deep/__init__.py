"""What only shows when rules are tried: gaps, overlaps, rules out of reach, each with answers that show it."""
