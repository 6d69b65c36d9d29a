"""The third reading of the rules: what follows for every row of a table, as Ibis column expressions."""
