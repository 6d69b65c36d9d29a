"""What is known and how it is decided: kb/ and rules/ loaded, checked and named; answers read against them."""
