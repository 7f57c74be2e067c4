"""`skinlax vault init|verify|backup|restore|users`. A passphrase never stands on the command line."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName

PASSPHRASE_VARIABLE = "SKINLAX_PASSPHRASE"  # noqa: S105 (the name of a variable, not its value)
NEW_PASSPHRASE_VARIABLE = "SKINLAX_NEW_PASSPHRASE"  # noqa: S105


def run_vault(action: str, rest: list[str], console: Console) -> int:
    """Run one action on the record; exits 0, or 1 with a sentence."""
    options = _parse(action, rest)
    if options.json:
        console.as_json = True
    actions: dict[str, Callable[[argparse.Namespace, Console], int]] = {
        "init": _init,
        "verify": _verify,
        "backup": _backup,
        "restore": _restore,
        "export": _export,
        "users": _users,
    }
    return actions[action](options, console)


def _parse(action: str, rest: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"skinlax vault {action}",
        epilog=f"The passphrase is read from --passphrase-file, from {PASSPHRASE_VARIABLE}, or typed when asked.",
    )
    parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the record; the one of this workstation if absent")
    parser.add_argument("--user", metavar="NAME", default=getpass.getuser(), help="who opens it")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE")
    if action in ("backup", "restore"):
        parser.add_argument("copy", type=Path, metavar="COPY", help="the folder of the backup")
    if action == "export":
        parser.add_argument("set", type=Path, metavar="SET", help="the new folder of the capture set")
        parser.add_argument("--visit", metavar="ID", help="which visit; the newest one with pictures if absent")
    if action == "users":
        parser.add_argument("step", nargs="?", choices=("list", "add", "passphrase"), default="list")
        parser.add_argument("name", nargs="?", metavar="NAME", help="whom to add")
        parser.add_argument("--new-passphrase-file", type=Path, metavar="FILE")
    options = parser.parse_args(rest)
    if action == "users" and options.step == "add" and not options.name:
        parser.error("users add needs a NAME")
    options.folder = options.folder or find_places().vault
    return options


def _init(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.vault import SqlCipherVaultDoor

    door = SqlCipherVaultDoor(options.folder)
    if door.exists():
        raise SkinlaxError("vault_exists")
    door.create(UserName(options.user), _passphrase(options, twice=True)).close()
    console.result({"folder": str(options.folder), "user": options.user}, "The record is set up.")
    return 0


def _verify(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.text.errors import sentence_of
    from skinlax_desktop.vault import SqlCipherVaultDoor
    from skinlax_desktop.vault.verification import verify_vault

    vault = SqlCipherVaultDoor(options.folder).open(UserName(options.user), _passphrase(options))
    try:
        verdict = verify_vault(vault, console.progress)
    finally:
        vault.close()
    faults = [{"code": fault.code, "subject": fault.subject} for fault in verdict.faults]
    for fault in verdict.faults:
        what = sentence_of(SkinlaxError(fault.code, number=0))
        console.say(f"{fault.subject or 'record'}: {what}")
    console.result(
        {
            "visits": verdict.visits,
            "pictures": verdict.pictures,
            "trail_entries": verdict.trail_entries,
            "trail_hash": verdict.trail_hash,
            "faults": faults,
        },
        f"{verdict.visits} visits, {verdict.pictures} pictures and {verdict.trail_entries} trail entries were read."
        f" Last trail hash: {verdict.trail_hash[:16]}.",
    )
    if faults:
        raise SkinlaxError("vault_not_sound", faults=len(faults))
    return 0


def _backup(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.vault import SqlCipherVaultDoor
    from skinlax_desktop.vault.backup import back_up

    passphrase = _passphrase(options)
    vault = SqlCipherVaultDoor(options.folder).open(UserName(options.user), passphrase)
    try:
        verdict = back_up(vault, options.copy, passphrase, console.progress)
    finally:
        vault.close()
    console.result(
        {"folder": str(options.copy), "visits": verdict.visits, "pictures": verdict.pictures},
        f"The backup was read back whole: {verdict.visits} visits, {verdict.pictures} pictures.",
    )
    return 0


def _restore(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.vault.backup import restore

    verdict = restore(options.copy, options.folder, UserName(options.user), _passphrase(options), console.progress)
    console.result(
        {"folder": str(options.folder), "visits": verdict.visits, "pictures": verdict.pictures},
        f"The record is restored: {verdict.visits} visits, {verdict.pictures} pictures.",
    )
    return 0


def _export(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.app.vault_export import visit_to_export
    from skinlax_desktop.vault import SqlCipherVaultDoor
    from skinlax_desktop.workflows.copies_leaving import COPY_LEFT
    from skinlax_desktop.workflows.visit_capture_set import write_visit_capture_set

    vault = SqlCipherVaultDoor(options.folder).open(UserName(options.user), _passphrase(options))
    try:
        visit = visit_to_export(vault, options.visit)
        vault.note(COPY_LEFT, visit.id, {"kind": "capture set"})
        pictures = write_visit_capture_set(visit, vault.image, options.set, console.progress)
    finally:
        vault.close()
    console.result(
        {"set": str(options.set), "visit": visit.id, "pictures": pictures},
        f"Wrote {pictures} pictures to {options.set}. They show the patient and are not encrypted.",
    )
    return 0


def _users(options: argparse.Namespace, console: Console) -> int:
    from skinlax_desktop.vault import SqlCipherVaultDoor

    door = SqlCipherVaultDoor(options.folder)
    if options.step == "list":
        users = door.users()
        console.result({"users": list(users)}, "\n".join(users))
        return 0
    passphrase = _passphrase(options)
    new = _read_passphrase(
        options.new_passphrase_file, NEW_PASSPHRASE_VARIABLE, "New passphrase: ", again="New passphrase again: "
    )
    if options.step == "add":
        door.add_user(UserName(options.user), passphrase, UserName(options.name), new)
        console.result({"added": options.name}, "The new user can open the record.")
    else:
        door.change_passphrase(UserName(options.user), passphrase, new)
        console.result({"changed": options.user}, "The passphrase is changed.")
    return 0


def _passphrase(options: argparse.Namespace, *, twice: bool = False) -> str:
    return _read_passphrase(
        options.passphrase_file, PASSPHRASE_VARIABLE, "Passphrase: ", again="Passphrase again: " if twice else ""
    )


def _read_passphrase(file: Path | None, variable: str, prompt: str, *, again: str) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise SkinlaxError("vault_passphrase_file_unreadable") from None
    if given := os.environ.get(variable):
        return given
    if not sys.stdin.isatty():
        raise SkinlaxError("vault_passphrase_missing")
    typed = getpass.getpass(prompt)
    if again and getpass.getpass(again) != typed:
        raise SkinlaxError("vault_passphrases_differ")
    return typed
