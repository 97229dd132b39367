"""Three versions of a file made one: what two people did to the same base, on two branches of git.

As in `git merge-file`, there is a base, "ours" and "theirs". What only one of the two changed is
taken; what both changed is taken apart into what it is made of (marks, attributes, records,
names, lines of a ledger) and united. Where the two contradict each other, ours stands, and the
contradiction is told: nothing of theirs is lost without a word.
"""
