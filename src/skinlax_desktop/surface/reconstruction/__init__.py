"""From calibrated pictures of one face to a metric surface: poses, dense depth, fusion.

World frame until the very end: that of the first camera solved; from `head_placing` on the head frame, millimetres.
"""
