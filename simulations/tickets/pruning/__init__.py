"""Random layers in, masks out: subsets of products that sum up to a target's weights. Nothing here checks a ticket."""
