"""The commands, a module for each group of them; a module is imported when one of its commands is called."""
