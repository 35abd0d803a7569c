"""The sandbox from outside: what an answer may see, bubblewrap's command, and the processes in it.

The grader imports ``sandbox``; only ``guest`` goes inside.
"""
