"""`make check`: everything that can be said about the project without running it. All checks run, even if one fails.

python -m deploy.check                      every check, then a table; exit 1 if any failed
python -m deploy.check walls contracts      only these
python -m deploy.check --release-contracts  make the present contracts the ones that must not be broken
"""

import filecmp
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy import catalogue
from proto import generate
from shared import topology

ROOT = Path(__file__).parent.parent
RELEASED = ROOT / "proto" / "released.binpb"
BUF_CONFIG = ROOT / "proto" / "buf.yaml"
BIN = Path(sys.executable).parent
PYTHON = ["services", "shared", "deploy", "proto/generate.py", "proto/python/bihuan_client", "tests"]
# Machine-wide files that may name a package registry.
REGISTRY_FILES = [
    "/etc/pip.conf",
    "~/.pip/pip.conf",
    "~/.config/pip/pip.conf",
    "~/.config/uv/uv.toml",
    "/etc/uv/uv.toml",
]


@dataclass(frozen=True)
class Outcome:
    """What one check found: nothing, or why it fails."""

    name: str
    problem: str
    seconds: float


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a tool of the project's environment; its output if it fails, else an empty text."""
    program, *arguments = (str(part) for part in command)
    path = BIN / program
    done = subprocess.run(
        [str(path) if path.exists() else program, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"exit {done.returncode}"


def formatted() -> str:
    """The code is formatted."""
    return run("ruff", "format", "--check", "--quiet", *PYTHON)


def linted() -> str:
    """The code keeps ruff's rules."""
    return run("ruff", "check", "--output-format", "concise", *PYTHON)


def typed() -> str:
    """The types hold (mypy, strict)."""
    return run("mypy", *PYTHON)


def walls() -> str:
    """The walls stand (import-linter)."""
    return run("lint-imports", "--no-cache", "--no-logo")


def contracts() -> str:
    """The contracts keep buf's rules."""
    with tempfile.TemporaryDirectory() as directory:
        image = Path(directory) / "image.binpb"
        generate.descriptor_image(image)
        return run("buf", "lint", image, "--config", BUF_CONFIG)


def unbroken() -> str:
    """No released contract is broken, neither in bytes nor in JSON."""
    with tempfile.TemporaryDirectory() as directory:
        image = Path(directory) / "image.binpb"
        generate.descriptor_image(image)
        return broken(image, RELEASED)


def broken(image: Path, against: Path) -> str:
    """What in `image` breaks the contracts in `against`; an empty text if nothing does."""
    if not against.exists():
        return f"{against.name} is missing: python -m deploy.check --release-contracts"
    return run("buf", "breaking", image, "--against", against, "--config", BUF_CONFIG, "--against-config", BUF_CONFIG)


def package_current() -> str:
    """The generated client package is what the contracts give."""
    with tempfile.TemporaryDirectory() as directory:
        generate.generate(Path(directory))
        problems = [
            f"{difference}: run `make generate`"
            for name in ("bihuan", "buf")
            for difference in _differences(Path(directory) / name, generate.PACKAGE / name)
        ]
    return "\n".join(problems)


def _differences(fresh: Path, kept: Path) -> Iterator[str]:
    comparison = filecmp.dircmp(fresh, kept, ignore=["__pycache__", "py.typed"])
    yield from (str((kept / name).relative_to(ROOT)) for name in comparison.left_only + comparison.right_only)
    _, different, unreadable = filecmp.cmpfiles(fresh, kept, comparison.common_files, shallow=False)
    yield from (str((kept / name).relative_to(ROOT)) for name in different + unreadable)
    for name in comparison.common_dirs:
        yield from _differences(fresh / name, kept / name)


def topology_current() -> str:
    """deploy/topology.json says what the workers subscribe to."""
    if not topology.FILE.exists():
        return "deploy/topology.json is missing: run `make generate`"
    current = topology.text(topology.collect()) == topology.FILE.read_text()
    return "" if current else "deploy/topology.json has drifted: run `make generate`"


def catalogue_current() -> str:
    """docs/events.md, docs/asyncapi.yaml and docs/access.md say what the contracts say."""
    drifted = [path for path, text in catalogue.files().items() if not path.exists() or path.read_text() != text]
    return "\n".join(f"{path.relative_to(ROOT)} has drifted: run `make generate`" for path in drifted)


def locked() -> str:
    """Every pin of pyproject.toml stands in requirements.lock with its hashes, and the image's lock is a part of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pins = [*project["dependencies"], *(pin for extra in project["optional-dependencies"].values() for pin in extra)]
    pins = [re.sub(r"\[.*?\]", "", pin) for pin in pins]  # a lock names what an extra brings by itself
    entries, image = _locked("requirements.lock"), _locked("requirements-image.lock")
    problems = [
        f"{name}: requirements-image.lock has what requirements.lock has not; run `make lock`"
        for name, entry in image.items()
        if entries.get(name) != entry
    ]
    needed = {re.sub(r"[-_.]+", "-", pin.partition("==")[0]).lower() for pin in project["dependencies"]}
    problems += [f"{name}: is missing in requirements-image.lock; run `make lock`" for name in needed - image.keys()]
    for pin in pins:
        name, _, version = pin.partition("==")
        found, hashed = entries.get(re.sub(r"[-_.]+", "-", name).lower(), ("", False))
        if not version or found != version:
            problems.append(f"{pin}: the lock has {found or 'no such package'}")
        elif not hashed:
            problems.append(f"{pin}: the lock has no hash for it")
    return "\n".join(problems)


def _locked(file: str) -> dict[str, tuple[str, bool]]:
    """A lock file's packages: name → version, and whether it has hashes."""
    entry = re.compile(r"^([\w.-]+)==([^\s;\\]+)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
    return {
        re.sub(r"[-_.]+", "-", name).lower(): (version, "--hash=" in rest)
        for name, version, rest in entry.findall((ROOT / file).read_text())
    }


def portable() -> str:
    """No tracked file names this machine's folders or the package registries that it uses."""
    needles = {str(ROOT), *_registry_hosts()}
    if len(ROOT.parts) < 3:  # a folder such as /app is no secret, and may stand in a Dockerfile
        needles.discard(str(ROOT))
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    problems = []
    for name in tracked.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            content = path.read_bytes()
            problems += [f"{name} names a folder or registry of this machine" for n in needles if n.encode() in content]
    return "\n".join(problems)


def _registry_hosts() -> set[str]:
    """The hosts of the package registries that pip, uv and apt are told of on this machine."""
    texts = [
        value for name, value in os.environ.items() if re.search(r"INDEX|PROXY|REGISTRY|MIRROR", name, re.IGNORECASE)
    ]
    for name in [*REGISTRY_FILES, str(Path(sys.prefix) / "pip.conf")]:
        path = Path(name).expanduser()
        if path.is_file():
            texts.append(path.read_text())
    for path in Path("/etc/apt").glob("sources.list*/*"):
        texts.append(path.read_text(errors="replace"))
    hosts = {urlsplit(url).hostname or "" for text in texts for url in re.findall(r"https?://[^\s\"',\]]+", text)}
    return {host for host in hosts if "." in host and not re.fullmatch(r"[\d.]+|localhost", host)}


CHECKS: dict[str, Callable[[], str]] = {
    "format": formatted,
    "lint": linted,
    "types": typed,
    "walls": walls,
    "contracts": contracts,
    "unbroken": unbroken,
    "package": package_current,
    "topology": topology_current,
    "catalogue": catalogue_current,
    "lock": locked,
    "portable": portable,
}


def check(name: str) -> Outcome:
    """Run one check. A check that itself breaks has failed."""
    begun = time.monotonic()
    try:
        problem = CHECKS[name]()
    except Exception as error:  # one broken check must not hide the others
        problem = f"the check broke: {type(error).__name__}: {error}"
    return Outcome(name, problem, time.monotonic() - begun)


def main(arguments: list[str]) -> int:
    """The command; returns the exit code."""
    if arguments == ["--release-contracts"]:
        generate.descriptor_image(RELEASED)
        print(f"{RELEASED.relative_to(ROOT)} holds the present contracts")
        return 0
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        print(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    outcomes = []
    for name in arguments or CHECKS:
        outcome = check(name)
        outcomes.append(outcome)
        if outcome.problem:
            print(f"── {name}: {CHECKS[name].__doc__} NO:\n{outcome.problem}\n", flush=True)
    for outcome in outcomes:
        mark = "FAILED" if outcome.problem else "ok"
        print(f"{outcome.name:<10} {mark:<7} {outcome.seconds:5.1f} s  {CHECKS[outcome.name].__doc__}")
    return 1 if any(outcome.problem for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
