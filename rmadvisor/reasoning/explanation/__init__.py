"""Every kind of why: the proof, what blocks a conclusion, what would change it, and what the doubts cost."""
