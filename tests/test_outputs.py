"""Files that commands write are written whole or not at all; what cannot be written costs nothing else that was computed."""

import json
import math
import os
import resource
import signal
import stat
import subprocess
import sys

import numpy as np
import pytest

from rss_theory.command_line import output
from rss_theory.command_line.arguments import InvalidInput
from simulations.tickets import chain, dense

BOUNDS = ["rss_theory", "bounds", "--n", "5", "--eps", "0.1"]
SUMS = ["simulations.sum_bounded", "--max-k", "3"]


@pytest.fixture
def full_disk():
    """Within it files do not grow beyond 100 bytes: writing gives EFBIG as a full disk gives ENOSPC."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    class Full:
        def __enter__(self):
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))

        def __exit__(self, *exception):
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return Full()


def on_a_full_disk():
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def run_anew(folder, arguments, **options):
    """`python -m ...` in a process that is started for it, with streams of its own."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run([sys.executable, "-m", *arguments], cwd=folder, text=True, check=False, **options)


def files_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "data")


@pytest.mark.parametrize(("arguments", "argument", "name"), [(BOUNDS, "json", "a.json"), (SUMS, "figure", "a.png")])
def test_full_disk(command, monkeypatch, arguments, argument, name):
    """The table is there, one line says what is not, and the file that was there still is."""
    first = command(*arguments, f"--{argument}", name)
    before = (command.folder / name).read_bytes()
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    done = run_anew(command.folder, [*arguments, f"--{argument}", name], preexec_fn=on_a_full_disk)
    assert done.returncode == 2
    assert done.stdout.splitlines() == [line for line in first.stdout.splitlines() if name not in line]
    [line] = done.stderr.splitlines()
    assert f"argument --{argument}: {name} cannot be written (File too large) and is left as it was; give another path" in line
    assert (command.folder / name).read_bytes() == before
    assert files_in(command.folder) == [name]


@pytest.mark.parametrize("ending", output.FIGURE_ENDINGS)
@pytest.mark.parametrize("there", [True, False])
def test_a_figure_on_a_full_disk(tmp_path, full_disk, ending, there):
    from matplotlib.figure import Figure

    path = tmp_path / f"a{ending}"
    if there:
        output.write_figure("figure", path, Figure())
    before = path.read_bytes() if there else None
    with full_disk, pytest.raises(InvalidInput, match=r"figure: .* cannot be written \(File too large\)"):
        output.write_figure("figure", path, Figure(figsize=(3, 3)))
    assert (path.read_bytes() if there else None) == before
    assert files_in(tmp_path) == [path.name] * there


def test_two_files_that_cannot_be_written_are_one_line(command):
    for name in ("a.json", "a.png"):
        (command.folder / name).symlink_to("/dev/full")
    done = command(*SUMS, "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 2
    assert "Density f_k" in done.stdout
    [line] = done.stderr.splitlines()
    assert "argument --json: a.json cannot be written (No space left on device)" in line
    assert "--figure: a.png cannot be written" in line
    done = command(*SUMS, "--json", "a.json", "--figure", "b.png")
    assert done.returncode == 2
    assert done.stdout.endswith("figure: b.png\n")
    assert (command.folder / "b.png").read_bytes().startswith(b"\x89PNG")


def test_a_ticket_that_cannot_be_saved(command):
    """It is reported all the same."""
    np.savez(command.folder / "target.npz", np.array([[0.2, -0.3]]))
    (command.folder / "t.npz").symlink_to("/dev/full")
    done = command("simulations.tickets", "--target", "target.npz", "--n", 9, "--save", "t.npz", "--json", "t.json")
    assert done.returncode == 2
    assert "Ticket by construction dense" in done.stdout
    [line] = done.stderr.splitlines()
    assert "argument --save: t.npz cannot be written (No space left on device)" in line
    assert json.loads((command.folder / "t.json").read_text())["construction"] == "dense"


def test_a_saved_ticket_stays(tmp_path, full_disk):
    ticket = dense(chain([np.array([[0.2, -0.3]])]), 9, np.random.default_rng(0))
    ticket.save(tmp_path / "t")
    before = (tmp_path / "t.npz").read_bytes()
    with full_disk, pytest.raises(InvalidInput, match=r"save: .*t\.npz cannot be written \(File too large\)"):
        dense(chain([np.array([[0.2, -0.3]])]), 10, np.random.default_rng(0)).save(tmp_path / "t.npz")
    assert (tmp_path / "t.npz").read_bytes() == before
    assert files_in(tmp_path) == ["t.npz"]


def test_figures(command):
    """Of a figure's two files one is written though the other cannot be."""
    (command.folder / "natale2024_theorem2.png").symlink_to("/dev/full")
    done = command("figures", "natale2024_theorem2", "--store", "none")
    assert done.returncode == 2
    assert done.stdout == "figure: natale2024_theorem2.pdf\n"
    [line] = done.stderr.splitlines()
    assert "--output: natale2024_theorem2.png cannot be written (No space left on device)" in line
    assert (command.folder / "natale2024_theorem2.pdf").read_bytes().startswith(b"%PDF")


def test_paper_checks(monkeypatch, tmp_path, capsys):
    """The page and the findings fail, the table is printed; no check is run."""
    from paper_checks import __main__ as paper_checks

    finding = {"paper": "pensia2020", "statement": "pensia2020:lemma-1", "verdict": "false", "amendment": "", "evidence": "none"}
    monkeypatch.setattr(paper_checks, "run", lambda papers, **options: [finding])
    monkeypatch.setattr(paper_checks, "page", lambda findings, omitted: "page")
    for name in ("p.json", "p.html"):
        (tmp_path / name).symlink_to("/dev/full")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["paper_checks", "--json", "p.json", "--html", "p.html"])
    with pytest.raises(SystemExit) as ended:
        paper_checks.main()
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert "pensia2020:lemma-1" in printed.out
    [line] = printed.err.splitlines()
    assert "--html: p.html cannot be written" in line
    assert "--json: p.json cannot be written" in line


def test_findings_that_cannot_be_kept(tmp_path, full_disk):
    from paper_checks.run import _kept, _run, known

    key = min(key for key in known() if key.startswith("dacunha2022:"))
    with full_disk:
        _, found = _run(key, tmp_path)
    assert found["evidence"]
    assert files_in(tmp_path) == []
    assert _kept(key, tmp_path) is None
    assert _run(key, tmp_path) == (key, found)
    assert _kept(key, tmp_path) == found
    [kept] = tmp_path.iterdir()
    kept.write_text(kept.read_text().replace(found["verdict"], "another"))  # damaged
    assert _kept(key, tmp_path) is None


@pytest.mark.parametrize("arguments", [BOUNDS, [*BOUNDS, "--json", "-"]])
def test_standard_output_on_a_full_disk(tmp_path, arguments):
    with open("/dev/full", "w") as out:
        done = run_anew(tmp_path, arguments, stdout=out)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert "standard output cannot be written (No space left on device)" in line


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/null", "/dev/fd/1"])
def test_devices(tmp_path, path):
    done = run_anew(tmp_path, [*BOUNDS, "--json", path])
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    if path != "/dev/null":
        assert json.loads(lines.pop(0))["command"] == "bounds"
    assert "\n".join(lines) == run_anew(tmp_path, BOUNDS).stdout.rstrip("\n")
    assert not [name for name in os.listdir(os.path.dirname(path)) if name.endswith(".part")]


def test_standard_output_that_is_a_file(tmp_path):
    """It is not renamed away: what is printed comes after."""
    with (tmp_path / "out.txt").open("w") as out:
        assert run_anew(tmp_path, [*BOUNDS, "--json", "/dev/stdout"], stdout=out).returncode == 0
    first, *others = (tmp_path / "out.txt").read_text().splitlines()
    assert json.loads(first)["command"] == "bounds"
    assert others
    assert files_in(tmp_path) == ["out.txt"]


def test_permissions_and_links_stay(tmp_path):
    """A new file has those that the mask of the process gives."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("before")
    (tmp_path / "folder" / "a.txt").chmod(0o604)
    (tmp_path / "link.txt").symlink_to("folder/a.txt")
    (tmp_path / "dangling.txt").symlink_to("folder/b.txt")
    mask = os.umask(0o027)
    try:
        for name in ("link.txt", "dangling.txt"):
            output.checked_path("json", str(tmp_path / name))
            output.write_text("json", tmp_path / name, "after")
            assert (tmp_path / name).is_symlink()
    finally:
        os.umask(mask)
    for name, mode in (("a.txt", 0o604), ("b.txt", 0o640)):
        assert (tmp_path / "folder" / name).read_text() == "after"
        assert stat.S_IMODE((tmp_path / "folder" / name).stat().st_mode) == mode


def test_the_file_that_was_there_is_never_written_to(tmp_path):
    (tmp_path / "a.txt").write_text("before")
    with (tmp_path / "a.txt").open() as reader:
        output.write_text("json", tmp_path / "a.txt", "after")
        assert reader.read() == "before"
    assert (tmp_path / "a.txt").read_text() == "after"


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), ValueError])
def test_nothing_is_left_of_what_fails(tmp_path, error):
    """While it is written the file is as it was."""
    (tmp_path / "a.txt").write_text("before")

    def write(file):
        file.write(b"half")
        file.flush()
        assert (tmp_path / "a.txt").read_text() == "before"
        raise error

    with pytest.raises(InvalidInput if isinstance(error, OSError) else error):
        output.write_file("json", tmp_path / "a.txt", write)
    assert (tmp_path / "a.txt").read_text() == "before"
    assert files_in(tmp_path) == ["a.txt"]


def test_paths_are_checked_without_a_trace(tmp_path):
    (tmp_path / "a.json").write_text("before")
    changed = (tmp_path / "a.json").stat().st_mtime_ns
    for name in ("a.json", "b.json"):
        assert output.checked_path("json", str(tmp_path / name)) == tmp_path / name
    assert (tmp_path / "a.json").stat().st_mtime_ns == changed
    assert files_in(tmp_path) == ["a.json"]
    for name in ("x" * 300, "missing/a.json", "."):
        with pytest.raises(InvalidInput, match=r"File name too long|does not exist|is a folder"):
            output.checked_path("json", str(tmp_path / name))


def test_json_has_no_numbers_that_json_lacks(tmp_path):
    output.write_json(str(tmp_path / "a.json"), {"a": [math.nan, (1.5, np.float64(np.inf))], "b": {"c": -math.inf, "d": 2}})
    assert (tmp_path / "a.json").read_text() == '{"a": [null, [1.5, null]], "b": {"c": null, "d": 2}}\n'


def test_names_are_shown_as_they_are(command):
    names = ["[/x]", "[bold]x", ":x:", "$x_$"]
    np.savez(command.folder / "net.npz", **dict.fromkeys(names, np.array([[0.2, -0.3]])))
    done = command("simulations.weights", "--network", "net.npz", "--n", 5, "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines() if line.split()[1:2] == ["2"]] == names
