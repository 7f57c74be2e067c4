"""Models: MediaPipe, ONNX Runtime, and the device that really ran.

Must not: Qt, the network.
"""
