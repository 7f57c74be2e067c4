"""skinlax_desktop: a clinic workstation that photographs, measures and reports facial skin laxity."""

__version__ = "0.1.0"
