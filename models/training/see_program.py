"""Let the environment that runs this find the packages of the program's, behind its own.

.venv-training/bin/python models/training/see_program.py .venv/bin/python
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def main() -> int:
    """Write the path file; exits 1 when the two Pythons are not of one version."""
    ask = "import sys, sysconfig; print(sys.version_info[:2], sysconfig.get_path('purelib'), sep='\\n')"
    answer = subprocess.run([sys.argv[1], "-c", ask], capture_output=True, text=True, check=True).stdout
    version, packages = answer.splitlines()
    if version != str(sys.version_info[:2]):
        sys.stderr.write(
            f"The program's Python is {version}, this one {sys.version_info[:2]}. Remove this environment.\n"
        )
        return 1
    own = Path(sysconfig.get_path("purelib"))
    (own / "program.pth").write_text(f"{packages}\n{REPOSITORY / 'src'}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
