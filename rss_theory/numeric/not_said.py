"""What is raised where a law does not say enough of itself."""


class NotSaid(ValueError):
    """A law does not say of itself what is needed, or only what cannot be computed with."""
