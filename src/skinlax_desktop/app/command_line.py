"""`skinlax`: the workstation, and the same use cases on the command line.

Every import of a room happens inside its command, so that `skinlax --help` and the first window stay quick.
"""

import argparse
import logging
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path

from skinlax_desktop import __version__
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError

Command = Callable[[argparse.Namespace, Console], int]
_log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exits 0, 1 (could not do it) or 2 (wrong arguments)."""
    if arguments is None:
        _keep_native_chatter_off_the_terminal()
    options = parse_arguments(arguments)
    console = Console(as_json=options.json)
    command: Command = options.command
    try:
        return command(options, console)
    except SkinlaxError as error:
        from skinlax_desktop.text.errors import sentence_of

        console.fail(sentence_of(error), error.code)
        return 1
    except KeyboardInterrupt:
        console.fail("Stopped. Nothing was left half-written.", "stopped")
        return 1
    except BrokenPipeError:
        return 1
    except Exception:
        from skinlax_desktop.text.errors import sentence_of

        _note_defect()
        console.fail(sentence_of(SkinlaxError("unexpected")), "unexpected")
        return 1


def _note_defect() -> None:
    """The traceback goes to the redacted log, never to the terminal."""
    from skinlax_desktop.app.logging_setup import set_up_logging, take_down_logging

    logging.getLogger().addHandler(logging.NullHandler())
    try:
        set_up_logging(find_places().data / "logs")
        _log.exception("unexpected")
    except OSError:
        return  # a full or locked disk must not hide the sentence
    take_down_logging()


def _keep_native_chatter_off_the_terminal() -> None:
    """Our sentences keep the terminal; what native libraries write to descriptor 2 goes nowhere.

    MediaPipe and Qt log there past every setting of theirs. SKINLAX_NATIVE_LOG=1 lets them through.
    """
    if os.environ.get("SKINLAX_NATIVE_LOG"):
        return
    try:
        terminal = os.dup(2)
    except OSError:
        return
    sys.stderr = os.fdopen(terminal, "w", buffering=1, encoding="utf-8", errors="replace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command and its options; `--json` may stand before or after the command."""
    return build_parser().parse_args(arguments, argparse.Namespace(json=False))


def build_parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="progress and result as JSON lines"
    )
    parser = argparse.ArgumentParser(
        prog="skinlax", description="Workstation for facial skin laxity.", parents=[shared]
    )
    parser.add_argument("--version", action="version", version=f"skinlax {__version__}")
    parser.add_argument("--phantom", metavar="NAME", nargs="?", const="", help="open with a phantom patient")
    parser.set_defaults(command=_workstation)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, command: Command, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary, parents=[shared])
        added.set_defaults(command=command)
        return added

    demo = add("demo", _demo, "one complete visit with a phantom patient")
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")
    demo.add_argument("--patient", metavar="NAME")
    demo.add_argument("--seed", type=int, default=1)

    analyze = add("analyze", _analyze, "measure a capture set, a picture or a folder of pictures")
    analyze.add_argument("source", type=Path, metavar="SET")
    analyze.add_argument("--out", type=Path, required=True, metavar="DIR")
    analyze.add_argument("--off-protocol", action="store_true", help="measure although the gate refuses")

    reconstruct = add("reconstruct", _reconstruct, "the face in three dimensions from a sweep or from stills")
    reconstruct.add_argument("source", type=Path, metavar="SET")
    reconstruct.add_argument("--out", type=Path, required=True, metavar="DIR")

    batch = add("batch", _batch, "measure every picture and capture set of a folder into one table")
    batch.add_argument("folder", type=Path, metavar="FOLDER")
    batch.add_argument("--out", type=Path, required=True, metavar="results.parquet")
    batch.add_argument("--workers", type=int, metavar="N", help="processes; one a core if absent")
    batch.add_argument("--off-protocol", action="store_true", help="measure although the gate refuses")
    batch.add_argument("--resume", action="store_true", help="go on where an earlier run was stopped")
    batch.add_argument("--scheduler", metavar="ADDRESS", help="not possible yet")

    compare = add("compare", _compare, "what changed on a face between two visits' meshes")
    compare.add_argument("before", type=Path, metavar="DIR_A", help="the earlier visit: mesh.ply's folder, or a scan")
    compare.add_argument("after", type=Path, metavar="DIR_B", help="the later visit")
    compare.add_argument("--out", type=Path, required=True, metavar="DIR")
    compare.add_argument("--unit", choices=("mm", "cm", "m"), help="of a scanner's OBJ, PLY, STL or GLB file")

    report = add("report", _report, "the consultation report as PDF")
    report.add_argument("folder", type=Path, metavar="DIR")
    report.add_argument("--out", type=Path, required=True, metavar="report.pdf")
    report.add_argument("--for", dest="for_whom", choices=("patient", "clinician"), default="clinician")
    report.add_argument("--paper", choices=("a4", "letter"), default="a4")

    simulate = add("simulate", _simulate, "what a plan of treatment may do: low, median and high")
    simulate.add_argument("folder", type=Path, metavar="DIR")
    simulate.add_argument("--plan", type=Path, required=True, metavar="plan.toml")
    simulate.add_argument("--out", type=Path, required=True, metavar="DIR")
    simulate.add_argument("--chin-down", type=Path, metavar="DIR", help="the same face, chin down: tells its softness")
    simulate.add_argument("--photographs", type=Path, metavar="DIR", help="analysis.json and pictures/ of this face")

    phantom = add("phantom", _phantom, "a capture set of a synthetic patient, with its ground truth")
    phantom.add_argument("--out", type=Path, required=True, metavar="SET")
    phantom.add_argument("--seed", type=int, default=1)
    phantom.add_argument("--age", type=int, metavar="YEARS", default=54)
    phantom.add_argument("--sex", choices=("F", "M"), default="F")
    phantom.add_argument("--tone", type=int, metavar="MONK", default=4, help="Monk skin tone, 1 to 10")
    phantom.add_argument("--repeats", type=int, default=1, help="re-posed captures of each view")
    phantom.add_argument("--sweep", type=int, default=0, metavar="N", help="N pictures from profile to profile instead")
    phantom.add_argument("--aside", type=float, metavar="DEG", help="a second picture of each view, so far aside")
    phantom.add_argument("--motion", type=float, default=0.0, metavar="MM", help="the face moves so much, 3D rms")
    phantom.add_argument("--gain", type=float, default=0.0, metavar="DB", help="amplifier gain: more noise")
    phantom.add_argument("--width", type=int, default=3000, metavar="PX", help="width of the pictures")
    phantom.add_argument(
        "--light",
        choices=("cross", "parallel", "uv"),
        nargs="*",
        default=[],
        help="the frontal view also in this light",
    )
    phantom.add_argument(
        "--laxity", action="extend", nargs="+", default=[], metavar="ZONE=0..4", help="severity of a zone"
    )

    calibrate = add("calibrate", _calibrate, "lens or colour from pictures of the targets; the targets to print")
    calibrate.add_argument("action", choices=("camera", "colour", "targets", "simulate"))
    calibrate.add_argument("folder", type=Path, metavar="FOLDER", nargs="?", help="pictures of the board or the chart")
    calibrate.add_argument("--out", type=Path, required=True, metavar="calibration.json")
    calibrate.add_argument("--card", type=Path, metavar="FOLDER", help="pictures of a grey card, for the flat field")
    calibrate.add_argument("--model", default="", help="the camera's model, for the record")
    calibrate.add_argument("--serial", default="", help="the camera's serial number, for the record")
    calibrate.add_argument("--seed", type=int, default=1, help="of simulated pictures")
    calibrate.add_argument("--exposure-us", type=_positive, help="of the chart's pictures; else as their files say")
    calibrate.add_argument("--gain-db", type=float, default=0.0, help="of the chart's pictures, with --exposure-us")
    calibrate.add_argument("--ring-level", type=_share, help="0 to 1, of the light on the chart")

    vault = add("vault", _vault, "the encrypted record")
    vault.add_argument("action", choices=("init", "verify", "backup", "restore", "export", "users"))
    vault.add_argument("rest", nargs=argparse.REMAINDER, help="options of the action")

    models = add("models", _models, "the models: installed, as signed, how good, and which version runs")
    models.add_argument("action", choices=("list", "verify", "use", "evaluate", "audit"))
    models.add_argument("rest", nargs=argparse.REMAINDER, help="options of the action")

    assets = add("assets", _assets, "third-party files: bring or verify")
    assets.add_argument("action", choices=("bring", "verify"))
    assets.add_argument("--from", dest="offline_folder", type=Path, metavar="FOLDER", help="take packages from here")

    bench = add("bench", _bench, "speeds, each beside a reference measured in the same run")
    bench.add_argument("names", nargs="*", metavar="NAME")
    bench.add_argument("--minutes", type=float, metavar="M", help="how long the live picture is watched")

    add("doctor", _doctor, "what works here, what does not, and what to do")
    return parser


def _workstation(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.program import run_workstation
    from skinlax_desktop.app.workstation_options import WorkstationOptions

    return run_workstation(WorkstationOptions(places=find_places(), phantom=options.phantom))


def _demo(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.demo import run_demo

    return run_demo(options.out, console, patient=options.patient, seed=options.seed)


def _analyze(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.analyze import run_analyze

    return run_analyze(options.source, options.out, off_protocol=options.off_protocol, report=console.progress)


def _reconstruct(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.reconstruct_command import run_reconstruct

    return run_reconstruct(options, console)


def _batch(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.batch import BatchOptions, run_batch

    names = ("folder", "out", "workers", "off_protocol", "resume", "scheduler")
    return run_batch(BatchOptions(**{name: getattr(options, name) for name in names}), console)


def _compare(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.compare_command import run_compare

    return run_compare(options, console)


def _report(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.report_command import run_report

    return run_report(options.folder, options.out, for_whom=options.for_whom, paper=options.paper)


def _simulate(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.simulate_command import run_simulate

    return run_simulate(
        options.folder, options.plan, options.out, console, chin_down=options.chin_down, photographs=options.photographs
    )


def _phantom(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.phantom_command import run_phantom

    return run_phantom(options, console)


def _positive(text: str) -> float:
    """A number above 0; anything else is a wrong call."""
    value = float(text)
    if not 0.0 < value < math.inf:
        raise argparse.ArgumentTypeError("a number above 0 is wanted")
    return value


def _share(text: str) -> float:
    value = _positive(text)
    if value > 1.0:
        raise argparse.ArgumentTypeError("at most 1")
    return value


def _calibrate(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.calibrate_command import run_calibrate

    return run_calibrate(options, console)


def _vault(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.vault_commands import run_vault

    return run_vault(options.action, options.rest, console)


def _models(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.model_commands import run_models

    return run_models(options.action, options.rest, console)


def _assets(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.asset_command import bring_assets, verify_assets

    if options.action == "bring":
        return bring_assets(find_places(), console, options.offline_folder)
    return verify_assets(find_places(), console)


def _bench(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.bench import run_bench

    return run_bench(options.names, console, minutes=options.minutes)


def _doctor(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.doctor import run_doctor

    return run_doctor(find_places(), console)


if __name__ == "__main__":
    sys.exit(main())
