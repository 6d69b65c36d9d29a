"""How many customers one RM can cover: the workload arithmetic, the public figures, the break-even, and how they meet."""
