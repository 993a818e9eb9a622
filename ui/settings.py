"""What the officer and the machine have chosen, each with a sentence of what it does and a way to test it."""
