"""The conversation both front ends run: replies, the dialogue as pure state, and sessions that survive any crash."""
