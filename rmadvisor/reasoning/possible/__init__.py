"""What could still follow: the rules read over everything that is not known yet, and the interview that rests on it."""
