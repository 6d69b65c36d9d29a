"""How many customers one RM can cover: the workload arithmetic, public figures, break-even, and how they meet."""
