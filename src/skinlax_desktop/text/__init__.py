"""Every sentence a person reads.

Must not: decide anything.
"""
