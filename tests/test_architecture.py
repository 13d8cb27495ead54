"""The plan of the house (docs/architecture.md) against the code: which room may import which, and how large files and functions are."""

import ast
import builtins
from functools import cache
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

from rss_theory.laws import LAWS, NSN, Law, Mixture, Zero
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS

ROOT = Path(__file__).parents[1]
PACKAGES = ("rss_theory", "simulations", "figures", "paper_checks", "benchmarks")
FILES = {
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
HEAVY = {  # libraries that take long to load, so that they are loaded where they are needed
    *(
        "numba",
        "seaborn",
        "matplotlib",
        "rich",
        "joblib",
        "dask",
        "distributed",
        "ortools",
        "flint",
        "sympy",
        "torch",
        "latex2mathml",
        "pandas",
    ),
    *("scipy.optimize", "scipy.spatial", "scipy.stats", "concurrent.futures"),
    "simulations.solvers.kernels",  # numba
}
MOST_PARAMETERS = {  # compiled kernels: places and lengths of arrays stay in registers
    "simulations.solvers.kernels.components.merge": 11,
    "simulations.solvers.kernels.halves._merge": 11,
    "simulations.solvers.kernels.search.nearest": 9,
    "simulations.solvers.kernels.search.pairs_between": 9,
}


def imports(tree, name):
    """(module, whether inside a function) of each import that is run."""

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            if isinstance(child, ast.Import):
                yield from ((alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{name}: imports are absolute"
                for alias in child.names:
                    full = f"{child.module}.{alias.name}"
                    yield (full if full in FILES else child.module), inside
            yield from walk(child, inside or isinstance(child, ast.FunctionDef | ast.Lambda))

    return list(walk(tree, False))


@cache
def trees():
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


@cache
def all_imports():
    return {name: imports(tree, name) for name, tree in trees().items()}


def within(module, *rooms):
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def test_no_circle():
    graph = {name: {module for module, _ in found if module in FILES} - {name} for name, found in all_imports().items()}
    list(TopologicalSorter(graph).static_order())  # CycleError names the circle


@pytest.mark.parametrize("name", FILES)
def test_imports_stand_at_the_top_but_for_heavy_libraries(name):
    assert not [module for module, inside in all_imports()[name] if inside and not within(module, *HEAVY)]


THEORY = [name for name in FILES if within(name, "rss_theory")]
DIRECTIONS = [  # a room, what it must not import, but for
    ("rss_theory", ["simulations", "figures", "paper_checks", "benchmarks"], []),
    ("simulations", ["figures", "paper_checks", "benchmarks"], []),
    ("figures", ["paper_checks", "benchmarks"], []),
    ("paper_checks", ["figures", "benchmarks"], []),
    ("rss_theory.arrays", ["rss_theory"], []),
    ("rss_theory.numeric", ["rss_theory"], ["rss_theory.arrays", "rss_theory.numeric"]),
    ("rss_theory.array_files", ["rss_theory"], ["rss_theory.arrays"]),
    (
        "rss_theory.laws",
        ["rss_theory"],
        ["rss_theory.arrays", "rss_theory.array_files", "rss_theory.numeric", "rss_theory.certified", "rss_theory.laws"],
    ),
    ("simulations.solvers", ["simulations", "rss_theory"], ["simulations.solvers", "rss_theory.arrays"]),
    ("simulations.montecarlo", ["simulations"], ["simulations.montecarlo"]),
    ("simulations.networks", ["simulations"], ["simulations.networks"]),
    ("simulations.tickets.checking", ["simulations.tickets.pruning", "simulations.tickets.constructions"], []),
    ("simulations.tickets.pruning", ["simulations.tickets.checking", "simulations.tickets.constructions"], []),
    ("simulations.tickets.ticket", ["simulations.tickets"], ["simulations.tickets.channels", "simulations.tickets.construction"]),
]


@pytest.mark.parametrize(("room", "barred", "allowed"), DIRECTIONS, ids=[room for room, *_ in DIRECTIONS])
def test_directions(room, barred, allowed):
    rooms = [name for name in FILES if within(name, room)]
    assert rooms
    found = [
        (name, module) for name in rooms for module, _ in all_imports()[name] if within(module, *barred) and not within(module, *allowed)
    ]
    assert not found


def test_theory_knows_terminals_in_one_room_only():
    """argparse, rich and standard streams; __main__ is one line that calls that room."""
    for name in THEORY:
        if not within(name, "rss_theory.command_line", "rss_theory.__main__"):
            assert not [
                module for module, _ in all_imports()[name] if within(module, "argparse", "rich", "sys", "rss_theory.command_line")
            ], name
            calls = {node.func.id for node in ast.walk(trees()[name]) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
            assert not calls & {"print", "input"}, name


def test_only_laws_know_laws_by_type():
    """No match and no isinstance on laws outside of rss_theory/laws."""
    types = {type(law).__name__ for law in [*LAWS.values(), NSN(1), Zero()]} | {Mixture.__name__, Law.__name__}
    for name, tree in trees().items():
        if within(name, "rss_theory.laws"):
            continue
        for node in ast.walk(tree):
            asked = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "type"):
                asked = [child.id for argument in node.args[1:] for child in ast.walk(argument) if isinstance(child, ast.Name)]
            elif isinstance(node, ast.MatchClass):
                asked = [ast.unparse(node.cls)]
            assert not types & set(asked), f"{name}:{node.lineno}"


def test_only_its_own_file_knows_a_construction_by_name():
    for name, tree in trees().items():
        if within(name, "simulations.tickets.constructions"):
            continue
        compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.MatchValue)]
        said = {child.value for node in compared for child in ast.walk(node) if isinstance(child, ast.Constant)}
        assert not said & set(CONSTRUCTIONS), name


def test_files_are_short():
    everything = [*FILES.values(), *(ROOT / "tests").rglob("*.py")]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in everything}
    assert not [path for path, count in lines.items() if count > 450]


def test_functions_take_few_parameters():
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                own = chain(node.args.posonlyargs, node.args.args, node.args.kwonlyargs)
                count = sum(argument.arg not in ("self", "cls") for argument in own)
                assert count <= MOST_PARAMETERS.get(f"{name}.{node.name}", 7), f"{name}.{node.name} takes {count}"


@pytest.mark.parametrize("name", FILES)
def test_modules_say_what_lives_in_them(name):
    assert ast.get_docstring(trees()[name])
    assert name.rpartition(".")[2] not in dir(builtins)
