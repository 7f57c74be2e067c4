"""The PDF.

Must not: Qt, measuring.
"""
