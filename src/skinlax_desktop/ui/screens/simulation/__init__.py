"""The simulation: before and after, bounded by what was published.

Must not: show or let go of a simulated picture without the words burned into it.
"""
