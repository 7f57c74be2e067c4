"""Sentences about the workstation itself."""

SENTENCES = {
    "display_absent": "There is no display and no Xvfb. Install the package xvfb, then try again.",
    "output_not_writable": "The folder {folder} cannot be written. Choose another one.",
    "unexpected": "Something went wrong in the program. Saved data is safe; details are in the log.",
    "bench_unknown": "There is no benchmark {name}. Choose from: {known}.",
    "phantom_laxity_unreadable": "The laxity {text} is unreadable. Write it as jowl_L=3.",
    "demo_folder_in_use": "The folder {folder} holds other things. Choose an empty one.",
    "demo_waited_in_vain": "The demo waited {seconds} s for {what}, in vain. Run skinlax doctor.",
    "demo_still_untrue": "The still {view} differs from its truth by {levels} levels.",
    "stopped": "Stopped. Nothing was left half-written.",
}
