"""The recipe of `models/laxity.onnx`: prepare, train, calibrate, export. torch lives here, never in the program."""
