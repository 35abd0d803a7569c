"""Models of the right answer that checks compare with. They are hidden from an answer in its sandbox."""
