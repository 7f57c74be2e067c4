"""Review: photographs with zones and marks, the values beside them, the clinician's opinion.

Must not: arithmetic on pixels beyond showing them; the presenter knows no Qt.
"""
