"""Questions with worked answers for trainers, from the knowledge and from cases that the engine solves."""
