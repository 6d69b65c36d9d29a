"""What follows from the answers: the rules fired by durable-rules, the decision, and the proof of every line."""
