"""`python -m simulations.tickets`: prune a random network to a target, or check a saved ticket."""

from dataclasses import asdict

import numpy as np

from rss_theory import laws
from rss_theory.activations import ACTIVATIONS
from rss_theory.command_line.arguments import InvalidInput, checked_eps, parse_float, parse_int
from rss_theory.command_line.output import add_output_options, check_outputs, every_output, write_result
from rss_theory.command_line.parser import Parser
from simulations.tickets.arguments import DEFAULT_EPS, OTHER_LAWS, SHARE_HELP, checked_target, images_for, pruned, saved_ticket
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS
from simulations.tickets.report import draw, report, tables

# what a ticket is built by, and its file: a saved one has its own
BUILDING = ("construction", "n", "share", "activation", "rescale", "law", "delta", "seed", "save")


def main() -> None:
    """Parse, prune or check, report."""
    other_laws = "".join(f"; {name}: {law}" for name, law in OTHER_LAWS.items())
    parser = Parser("simulations.tickets", "Prune a random network to a target, or check a saved ticket.")
    parser.add_argument("--construction", default="dense", help=f"one of {', '.join(CONSTRUCTIONS)} (default dense)")
    parser.add_argument("--target", metavar="FILE.npz", help="the target: arrays 0.weight, 1.weight, ... (out, in), or all in file order")
    parser.add_argument("--verify", metavar="FILE.npz", help="check this saved ticket instead")
    parser.add_argument(
        "--n",
        type=parse_int,
        help="products a weight: half the hidden neurons of an input, or copies of a channel (default: what the theorem asks)",
    )
    parser.add_argument("--share", type=parse_float, help=SHARE_HELP)
    parser.add_argument("--activation", default="relu", help=f"after all layers but the last: {', '.join(ACTIVATIONS)} (default relu)")
    parser.add_argument("--rescale", action="store_true", help="divide each layer by its norm first, where it is above 1 (no biases, ReLU)")
    parser.add_argument("--law", help=f"law of the random weights: {laws.NAMES} (default uniform{other_laws})")
    parser.add_argument(
        "--eps",
        type=parse_float,
        help=f"error of a weight that counts as reached; the theorem's (default {DEFAULT_EPS:g}, of a saved ticket its own)",
    )
    parser.add_argument("--delta", type=parse_float, default=0.01, help="the theorem's failure probability (default 0.01)")
    parser.add_argument("--seed", type=parse_int, default=0, help="of the random network (default 0)")
    parser.add_argument("--jobs", type=parse_int, help="threads (default: one a processor); the result does not depend on it")
    parser.add_argument("--images", metavar="FILE.npz", help="arrays images, labels: accuracies, whether or not the theorem applies")
    parser.add_argument("--save", metavar="FILE.npz", help="write the ticket")
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors(), every_output() as output:
        check_outputs(options)
        eps = None if options.eps is None else checked_eps([options.eps])[0]
        if (options.target is None) == (options.verify is None):
            raise InvalidInput("target", "give a target to prune to, or --verify a saved ticket")
        seconds = None
        if options.verify is not None:
            for name in BUILDING:
                if getattr(options, name) != parser.get_default(name):
                    raise InvalidInput(name, "a saved ticket is checked as it is; leave this out, or --verify")
            ticket = saved_ticket(options.verify)
            built_for = ticket.origin.eps or DEFAULT_EPS
            vars(options).update(asdict(ticket.origin), construction=ticket.construction.name, eps=built_for if eps is None else eps)
            images = images_for(options.images, ticket.construction, ticket.target)
        else:
            options.eps = DEFAULT_EPS if eps is None else eps
            construction, target = checked_target(options)
            images = images_for(options.images, construction, target)
            ticket, seconds = pruned(options, construction, target)
            if options.save is not None:
                output(ticket.save, options.save)
        try:
            result = report(ticket, options.eps, images)
        except (ValueError, IndexError) as error:
            raise InvalidInput("verify" if options.verify else "target", str(error)) from None
        names = ("construction", "target", "verify", "n", "share", "activation", "rescale", "law", "delta", "images")
        result = {
            "experiment": "tickets",
            "parameters": {name: getattr(options, name) for name in names},
            "seed": options.seed,
            "seconds": seconds,
            **result,
        }
        write_result(options, result, tables(result), lambda: draw(ticket, np.random.default_rng(0)))
        failing = [name for name, holds in result["hypotheses"].items() if not holds]
        if failing:
            hint = "" if options.verify or options.rescale else "; see --rescale"
            parser.warn(f"the theorem's hypotheses fail: {'; '.join(failing)}; the ticket has no promise{hint}")


if __name__ == "__main__":
    main()
