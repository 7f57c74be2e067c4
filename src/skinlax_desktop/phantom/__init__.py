"""The digital head: a parametric face of known geometry, photographed by a virtual camera and ring.

Must not: be taken for a patient; Qt, drivers, models.
"""
