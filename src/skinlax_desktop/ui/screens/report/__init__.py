"""The report: its real pages on the screen, then on paper.

Must not: decide what a report says, or how a page is laid out.
"""
