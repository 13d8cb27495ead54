"""`python tests/same_as.py REVISION`: is all that a user sees the same here as at another revision of this project?

Tables, JSON, help texts, one-line errors, saved tickets and stores bit for bit, figures to a tolerance. What may differ is left out: times,
and the module of a paper check. Both run in this Python. It takes some minutes; the exit status is 1 where something differs.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
MODULES = """rss_theory|rss_theory width|rss_theory bounds|rss_theory compare|simulations.rfss|simulations.rss|simulations.coverage
simulations.widths|simulations.weights|simulations.sum_bounded|simulations.tickets|simulations.tickets.success|simulations.tickets.sizes
paper_checks|figures""".replace("\n", "|").split("|")
RESULTS = """
rss_theory width --eps 0.1 0.01 --delta 0.1
rss_theory width --law pruned-product --eps 0.01 --delta 0.01 --low -0.5 --high 0.5
rss_theory width --law 0.3*uniform:0.5+normal --low 0.5 --high 0.5 --eps 0.1 --delta 0.1
rss_theory width --law normal --share 0.25 --eps 0.1 --delta 0.1
rss_theory bounds --n 15 --k 7 --law laplace --target 0.5
rss_theory bounds --n 12 --law product --target 0.5
rss_theory bounds --n 20 --k 8 --d 2 --eps 0.1
rss_theory compare --architecture small-cnn
rss_theory compare --architecture resnet22 --share 0.25
simulations.rfss --k 7 --n 15 --trials 4000 --count
simulations.rfss --k 3 --n 12 --trials 2000 --law 0.2*laplace+0.5*pruned-product+uniform:2.5 --target 0.3 --eps 0.05
simulations.rfss --k 4 --n 12 --trials 2000 --law product --seed 3
simulations.rss --n 12 --trials 4000 --law product
simulations.rss --n 12 --trials 2000 --policy smallest --eps 0.1 0.01 --target 0.3
simulations.coverage --n 12 --trials 500
simulations.coverage --n 12 --size 6 --law normal --trials 500
simulations.widths --max-n 9 --trials 300
simulations.sum_bounded --law uniform:1.3 --max-k 60
simulations.sum_bounded --law laplace --max-k 30
simulations.sum_bounded --law normal --max-k 30
simulations.sum_bounded --law product --max-k 12
simulations.sum_bounded --law 0.5*uniform+laplace --max-k 8
simulations.weights --network network.npz --n 12
simulations.weights --network network.npz --n 10 --policy smallest --shared --law uniform
simulations.tickets --target network.npz --n 12 --rescale --save dense.npz
simulations.tickets --target network.npz --n 16 --rescale --construction sparse-dense --share 0.25
simulations.tickets --target plain.npz --n 20 --construction convolution
simulations.tickets --target residual.npz --n 14 --construction two-for-one --activation tanh
simulations.tickets --target skipped.npz --n 16 --construction one-for-one --eps 0.02 --save skipped_ticket.npz
simulations.tickets --target plain.npz --n 12 --construction equivariant --law normal
simulations.tickets --target filters.npz --n 20 --construction structured
simulations.tickets --verify dense.npz
simulations.tickets.success --target plain.npz --n 20 --construction convolution --trials 20
simulations.tickets.success --target filters.npz --n 16 --construction two-for-one --trials 20 --eps 0.5
simulations.tickets.sizes --activation relu sigmoid --trials 1 --n 12
paper_checks pensia2020 --affected pensia2020:lemma-1
paper_checks --fresh
""".strip().splitlines()
REFUSED = """
rss_theory width --law cauchy
rss_theory width --share 0.7
rss_theory bounds --n 5 --k 6
rss_theory bounds --n 700 --k 600 --law uniform
rss_theory compare --architecture alexnet
simulations.rfss --k 2 --n 6 --target 1.9999 --law product
simulations.rfss --k 2 --n 70
simulations.rss --policy largest
simulations.coverage --n 45
simulations.widths --delta 2
simulations.sum_bounded --max-k 501 --law normal
simulations.weights --network missing.npz
simulations.tickets --target network.npz --construction unknown
simulations.tickets --target network.npz --construction convolution
simulations.tickets --target network.npz --n 1
simulations.tickets --target filters.npz --construction structured
simulations.tickets --target skipped.npz --construction two-for-one --n 12
simulations.tickets --verify network.npz
simulations.tickets.success --target network.npz --share 0.5
simulations.tickets.sizes --construction dense
paper_checks nobody2020
figures mona_lisa
""".strip().splitlines()
STORED = """
simulations.rfss --k 3 --n 10 --trials 4000 --eps 0.1 --count
simulations.rss --n 10 --trials 2500 --policy smallest
simulations.coverage --n 10 --trials 2000
simulations.tickets.success --target plain.npz --n 12 --construction convolution --trials 10
""".strip().splitlines()
FIGURES = {
    "rfss_success": 2000,
    "burkholz2022_fig3": 2000,
    "burkholz2022_fig4": 2000,
    "natale2024_fig1": 1,
    "natale2024_theorem2": 1,
    "dacunha2023_lemmas": 1,
    "tickets_success": 10,
    "natale2024_fig1_measured": 10,
    "structured_reach": 1,
}
DRAWN = ("simulations.rfss --k 4 --n 10 --trials 2000", "simulations.tickets --target plain.npz --n 12 --construction convolution")
EXPERIMENTS = ("simulations.rfss", "simulations.rss", "simulations.coverage", "simulations.widths", "simulations.tickets.")
DIFFERING = {"seconds", "module"}


def targets(folder: Path) -> None:
    """Networks that the commands read."""
    rng = np.random.default_rng(0)

    def scaled(*shape: int) -> Any:
        weights = rng.uniform(-1, 1, shape)
        return weights / np.abs(weights).reshape(len(weights), -1).sum(axis=1).max()

    np.savez(folder / "network.npz", first=rng.uniform(-1, 1, (12, 20)), second=rng.uniform(-1, 1, (5, 12)))
    np.savez(folder / "plain.npz", **{"0.weight": scaled(2, 1, 3, 3), "1.weight": scaled(2, 2, 3, 3)})
    np.savez(folder / "filters.npz", **{"0.weight": scaled(2, 1, 1, 1), "1.weight": scaled(1, 2, 1, 1)})
    np.savez(
        folder / "residual.npz", **{"0.weight": scaled(2, 1, 3, 3), "0.bias": scaled(2), "0.stride": 2, "1.weight": scaled(1, 2, 3, 3)}
    )
    skipped = {"0.weight": scaled(2, 1, 3, 3), "1.weight": scaled(2, 2, 1, 1), "1.bias": scaled(2), "2.weight": scaled(1, 2, 1, 1)}
    np.savez(folder / "skipped.npz", **skipped, **{"skip.1.1": np.array([])})


class Run:
    """The commands of the project in `root`, run in `folder`."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        folder.mkdir()
        targets(folder)

    def __call__(self, line: str, *more: object) -> tuple[int, str, str]:
        """Exit status, standard output and standard error."""
        environment = {**os.environ, "PYTHONPATH": str(self.root), "XDG_DATA_HOME": str(self.folder / "data"), "COLUMNS": "80"}
        arguments = [sys.executable, "-m", *line.split(), *map(str, more)]
        done = subprocess.run(arguments, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, re.sub(r"solved in [\d.]+ s", "", done.stdout), done.stderr

    def seen(self) -> Iterator[tuple[str, Any]]:
        """What a user sees, by the command that shows it."""
        for module in MODULES:
            yield f"{module} --help", self(module, "--help")
        for line in REFUSED:
            yield line, self(line)
        for line in RESULTS:
            result = self.folder / "result.json"
            result.unlink(missing_ok=True)
            yield line, self(line, "--json", result.name, *(["--store", "none"] if line.startswith(EXPERIMENTS) else []))
            yield f"{line} --json", without(json.loads(result.read_text(encoding="utf-8"))) if result.exists() else None
        for name in ("dense.npz", "skipped_ticket.npz"):
            with np.load(self.folder / name) as file:
                yield name, {key: (str(file[key].dtype), file[key].shape, file[key].tobytes()) for key in file.files}
        for line in STORED:
            yield f"{line} --store", self(line, "--store", "store.sqlite")
        yield "store.sqlite", dump(self.folder / "store.sqlite")

    def pictures(self) -> Iterator[tuple[str, Any]]:
        """Figures as arrays of pixels."""
        from matplotlib.image import imread

        for name, trials in FIGURES.items():
            yield f"figures {name}", (self(f"figures {name} --trials {trials} --store none"), imread(self.folder / f"{name}.png"))
        for line in DRAWN:
            yield f"{line} --figure", (self(line, "--figure", "drawn.png"), imread(self.folder / "drawn.png"))


def without(value: Any) -> Any:
    """A result less what may differ."""
    if isinstance(value, dict):
        return {key: without(item) for key, item in value.items() if key not in DIFFERING}
    return [without(item) for item in value] if isinstance(value, list) else value


def dump(path: Path) -> list[str]:
    """All that a store holds."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def main(revision: str) -> int:
    """Run both, compare."""
    differing = 0

    def say(name: str, same: bool) -> None:
        nonlocal differing
        differing += not same
        print("same   " if same else "DIFFERS", name, flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        old = Path(temporary, "old")
        if (ROOT.parent / "shared").exists():  # published data, which some paper checks read beside the project
            Path(temporary, "shared").symlink_to(ROOT.parent / "shared")
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", old, revision], cwd=ROOT, check=True)
        try:
            then, now = Run(old, Path(temporary, "then")), Run(ROOT, Path(temporary, "now"))
            for (name, before), (_, after) in zip(then.seen(), now.seen(), strict=True):
                say(name, before == after)
            for (name, (said, before)), (_, (says, after)) in zip(then.pictures(), now.pictures(), strict=True):
                say(name, said == says and before.shape == after.shape and float(np.abs(before - after).max()) <= 1 / 255)
            for name in ("dense.npz", "skipped_ticket.npz"):
                shutil.copy(then.folder / name, now.folder / f"old_{name}")
                verified = then(f"simulations.tickets --verify {name}"), now(f"simulations.tickets --verify old_{name}")
                say(f"an old {name}, verified", verified[0] == verified[1])
            shutil.copy(then.folder / "store.sqlite", now.folder / "old.sqlite")
            for line in STORED:
                say(f"{line}, of an old store", then(line, "--store", "none") == now(line, "--store", "old.sqlite"))
            say("an old store serves without drawing", dump(now.folder / "old.sqlite") == dump(then.folder / "store.sqlite"))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", old], cwd=ROOT, check=True)
    print(f"{differing} differ" if differing else "all the same")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
