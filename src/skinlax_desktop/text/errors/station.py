"""Sentences about the workstation itself."""

SENTENCES = {
    "display_absent": "There is no display and no Xvfb. Install the package xvfb, then try again.",
    "output_not_writable": "The folder {folder} cannot be written. Choose another one.",
    "unexpected": "Something went wrong in the program. Saved data is safe; details are in the log.",
    "bench_unknown": "There is no benchmark {name}. Choose from: {known}.",
    "stopped": "Stopped. Nothing was left half-written.",
}
