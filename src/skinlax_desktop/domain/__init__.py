"""What the clinic speaks of, as frozen records without any third-party package.

Lives here: patient, visit, capture, view, zone, gate, measurement, annotation, calibration, ids, errors.
Must not: pixels, files, SQL, Qt, arithmetic on data, sentences.
"""
