"""skinlax_desktop: a clinic workstation that photographs, measures and reports facial skin laxity."""

import os

# ONNX Runtime reports usage to its maker from 1.29 on unless this stands before it is loaded (decision 0015). It is set
# here, before any room, so that every process of ours and every process that they start has it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
