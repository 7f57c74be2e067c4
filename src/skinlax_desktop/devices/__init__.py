"""Cameras and light rings behind their ports: Basler, UVC, replay, serial ring, simulated.

Must not: pictures' meaning, windows.
"""
