"""Answers to lose-a-pod."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== both read, then both write
order = "A B A B A B"
=== one waits while the other runs through
order = "A B B B A A"
=== without spaces, B first
order = "BAABAB"
=== commas between, and both write late
order = "B,A,B,A,B,A"
=== both read, one writes, the other writes
order = "AB AA BB"
=== B first, by lines
order = "B\\nA\\nB B\\nA A\\n"
=== put together
order = " ".join(("A" + "B" * 3 + "A" * 2).strip())
=== tabs between
order = "\\t".join("BAABBA")
=== a slice of a longer one
order = ("AB" * 9)[:6]
=== upper() of small letters
order = "abbaab".upper()
=== one after the other => Let it read before the other one writes
order = "A A A B B B"
=== the other after the one => Let it read before the other one writes
order = "BBBAAA"
=== stops half-way => a pod that is only late is not lost
order = "A B A B"
=== too many steps => has already ended
order = "A A A A B B B"
=== somebody else => with 'C' in it
order = "A C A C A C"
=== a list => not a string of letters
order = ["A", "B"]
=== nothing => not a string of letters
order = ""
=== a crash helps it along => without a crash
order = "A B A! B B"
=== small letters => in capital letters
order = "a b a b a b"
=== reads and writes only, as if there were two steps => three steps each
order = "A B B A"
=== a tuple => not a string of letters
order = ("A", "B", "A", "B", "A", "B")
=== a function => not a string of letters
def order():
    return "ABABAB"
=== numbers => with '1' in it
order = "1 2 1 2 1 2"
=== one scheduler alone => had steps left
order = "AAA"
=== B's read comes too late => Let it read before the other one writes
order = "A A A B B B "
=== bytes => not a string of letters
order = b"ABABAB"
""")
