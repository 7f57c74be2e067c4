"""The face in 3D, large, with five standard views and a quantity by zone.

Must not: decide what a zone is or what was measured.
"""
