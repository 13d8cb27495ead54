"""`python -m rss_theory width | bounds | compare`."""

from rss_theory.command_line.theory import main

if __name__ == "__main__":
    main()
