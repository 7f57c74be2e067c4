"""Pixels in, numbers out: development, focus, exposure, pose, registration, skin attributes.

Must not: windows, files of a visit, models, sentences; numpy, cv2 and scikit-image only.
"""
