"""The Textual app: shows the dialogue, the living recommendation and the guidance; it decides nothing itself."""
