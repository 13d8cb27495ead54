"""What the commands that simulate share: an experiment's own command, progress, figures, checks of numbers of samples."""
