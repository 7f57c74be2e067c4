"""FHIR and DICOM; empty until its issue.

Must not: Qt, measuring.
"""
