"""Rules and entries that can be changed safely: deep checks, cases, what a change changes, reloading."""
