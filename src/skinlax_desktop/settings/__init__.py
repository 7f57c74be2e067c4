"""Typed preferences, versioned, damage-tolerant.

Must not: anything of a patient.
"""
