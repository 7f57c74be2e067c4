"""The digital head: a parametric face of known geometry, photographed by a virtual camera and ring.

Must not: be taken for a patient; Qt, drivers, models.
"""

import os

# Open3D brings a TBB that is too old for numba, which warns of it where both live in one process: OpenMP comes first.
os.environ.setdefault("NUMBA_THREADING_LAYER_PRIORITY", "omp workqueue tbb")
