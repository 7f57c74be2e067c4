"""`skinlax assets`: bring and check third-party files."""

from pathlib import Path

from skinlax_desktop.app.assets import bring_package, find_unready, read_manifest
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import Places


def bring_assets(places: Places, console: Console, offline_folder: Path | None) -> int:
    """Bring what is missing or damaged; a second run does nothing."""
    unready = find_unready(read_manifest(places.asset_manifest), places.third_party)
    for package in unready:
        console.say(f"Bringing {package.package} {package.version} ({package.licence})")
        bring_package(package, places.third_party, offline_folder)
    console.result({"brought": [package.package for package in unready]})
    return 0


def verify_assets(places: Places, console: Console) -> int:
    """Check every file against the manifest."""
    packages = read_manifest(places.asset_manifest)
    unready = find_unready(packages, places.third_party)
    for package in packages:
        console.say(f"{'missing or changed' if package in unready else 'ok':18}  {package.package} {package.version}")
    console.result({"unready": [package.package for package in unready]})
    return 1 if unready else 0
