"""Identifiers: opaque strings that never carry a name or a birth date."""

from typing import NewType

PatientId = NewType("PatientId", str)
VisitId = NewType("VisitId", str)
CaptureId = NewType("CaptureId", str)
AnnotationId = NewType("AnnotationId", str)
UserName = NewType("UserName", str)
