"""The station for an hour: hundreds of captures while camera, ring and disk fail at random, and every one counted.

    python -m soak --minutes 60 --captures 500 --seed 1 --out FOLDER

Real: the window, the SDK's emulated camera at 4096 x 3000, ring firmware on a pseudo-terminal, gate, models, vault.
Played: the patient, of whom each view was rendered once; every capture is told apart by a number in its mosaic. The
full disk is a file system of its own, filled to the last block; where none can be mounted it is left out, and said so.
"""
