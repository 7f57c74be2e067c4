"""The sentences of the screens, one module a screen.

Must not: decide anything.
"""
