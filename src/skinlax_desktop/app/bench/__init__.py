"""`skinlax bench`: speeds, each beside a reference measured in the same run.

A ratio holds where milliseconds drift with the machine. Lives here: one module a theme, each with named measures.
Must not: be run by the tests, or judge by the wall clock.
"""

from skinlax_desktop.app.bench.runner import run_bench

__all__ = ["run_bench"]
