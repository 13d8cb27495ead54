"""Commands in this process, where starting another would take longer than what they do."""

import sys


def run_main(main, name, arguments, monkeypatch, folder, capsys):
    """Exit status, standard output, and lines of standard error of the command in a folder, in this process."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "argv", [name, *map(str, arguments), "--store", "none"])
    try:
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code
    printed = capsys.readouterr()
    return status, printed.out, printed.err.splitlines()
