"""The sandbox seen from outside: what an answer may see, how bubblewrap is asked for it, and the seats in it."""
