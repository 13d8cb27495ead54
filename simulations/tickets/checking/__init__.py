"""Masks in, errors out: what the masked layers of a ticket do, from its arrays alone. Nothing here knows how they were found."""
