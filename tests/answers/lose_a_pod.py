"""Answers to lose-a-pod."""

from tests.answers import Right, Wrong

RIGHT = [
    Right("both read, then both write", 'order = "A B A B A B"'),
    Right("one waits while the other runs through", 'order = "A B B B A A"'),
    Right("without spaces, B first", 'order = "BAABAB"'),
    Right("commas between, and both write late", 'order = "B,A,B,A,B,A"'),
]

WRONG = [
    Wrong("one after the other", 'order = "A A A B B B"', "Let it read before the other one writes"),
    Wrong("the other after the one", 'order = "BBBAAA"', "Let it read before the other one writes"),
    Wrong("stops half-way", 'order = "A B A B"', "a pod that is only late is not lost"),
    Wrong("too many steps", 'order = "A A A A B B B"', "has already ended"),
    Wrong("somebody else", 'order = "A C A C A C"', "names 'C'"),
    Wrong("a list", 'order = ["A", "B"]', "is no order"),
    Wrong("nothing", 'order = ""', "is no order"),
    Wrong("a crash helps it along", 'order = "A B A! B B"', "without a crash"),
    Wrong("small letters", 'order = "a b a b a b"', "the order names 'a'"),
    Wrong("reads and writes only, as if there were two steps", 'order = "A B B A"', "three steps each"),
]
