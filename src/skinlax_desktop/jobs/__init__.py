"""Long work off the main thread, its outcome on it.

Must not: know what the work is.
"""
