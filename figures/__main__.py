"""`python -m figures NAME`: compute what a figure needs through the store, draw it, write NAME.png and NAME.pdf."""

import ast
import os
from importlib import import_module
from pathlib import Path

from rss_theory.command_line.arguments import InvalidInput
from rss_theory.command_line.output import checked_path, every_output, write_figure
from rss_theory.command_line.parser import Parser
from simulations.command_line.experiment import add_run_options, run

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main() -> None:
    """Parse, run, draw."""
    parser = Parser("figures", "Draw a figure as NAME.png and NAME.pdf.")
    parser.add_argument("name", nargs="?", metavar="NAME", help="which figure")
    parser.add_argument("--list", action="store_true", help="list the figures")
    parser.add_argument("--output", metavar="FOLDER", default=".", help="where to write it (default: here)")
    add_run_options(parser, None)
    options = parser.parse_args()
    if options.list:
        for name in NAMES:
            tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
            print(f"{name:18} {(ast.get_docstring(tree) or '').splitlines()[0]}")
        return
    if options.name not in NAMES:
        parser.error(f"argument NAME: {options.name!r} is not a figure; give one of {', '.join(NAMES)}")
    with parser.one_line_errors(lambda: options.kept):
        if not os.path.isdir(options.output):  # Path.is_dir raises for names that are too long
            raise InvalidInput("output", f"the folder {options.output} does not exist; make it or give another one")
        paths = [checked_path("output", str(Path(options.output, f"{options.name}.{ending}"))) for ending in ("png", "pdf")]
        module = import_module(f"figures.{options.name}")
        observed = []
        if module.EXPERIMENTS:
            options.trials = module.TRIALS if options.trials is None else options.trials
            observed = run(options, [experiment.observables() for experiment in module.EXPERIMENTS], options.name)
        figure = module.draw(observed, options)
        with every_output() as output:
            for path in paths:
                output(write_figure, "output", path, figure, dpi=150)


if __name__ == "__main__":
    main()
