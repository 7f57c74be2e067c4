"""Use cases: capture session, analysis, review, report.

Must not: Qt, SQL, drivers; it knows ports only.
"""
