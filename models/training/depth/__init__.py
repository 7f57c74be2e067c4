"""The recipe of `models/depth.onnx`: train, calibrate and evaluate, export. torch lives here, never in the program."""
