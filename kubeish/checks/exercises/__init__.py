"""One module for each exercise, with its slug for a name: ``examine(answer, tell, seed) -> Verdict``."""
