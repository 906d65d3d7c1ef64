"""`make fuzz`: libFuzzer, led by which branches an input takes, over one reader after the other; stops at the first finding.

An input that raises what is not declared, takes more than a second (`--seconds`, on a machine that does other work too), or more
than 64 MiB over what the idle process has, is a finding: libFuzzer writes it to the scratch folder, and the run ends with its
status.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from pathlib import Path

import atheris
from held import most

# What weighs letters has no branch that could lead anywhere, and told of each it runs at a fifth of its speed.
with atheris.instrument_imports(include=["casevault"], exclude=["casevault.exchange.likeness"]):
    from fuzz.mutate import mutated
    from fuzz.targets import TARGETS, Target

# In the checkout's own build folder: what was found interesting stays and is where the next run starts.
SCRATCH = Path(__file__).parents[2] / "build" / "fuzz"
RUNS = 1_000_000
LIBRARY = 10  # a tenth of them where most of what runs is a library of others, in a process of its own for each
SECONDS = 1  # for one input
MEMORY = 64  # MiB over idle; the fuzzer's own tables and corpus count too


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--only", action="append", choices=tuple(TARGETS), help="this reader alone; may be repeated")
    parser.add_argument("--runs", type=int, default=RUNS, help="executions of each")
    parser.add_argument("--scratch", type=Path, default=SCRATCH, help="folder for inputs found interesting")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for one input, of the clock on the wall")
    parser.add_argument("--within", choices=tuple(TARGETS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.within:
        fuzz(asked.within, asked.runs, asked.seconds, asked.scratch)
    # libFuzzer ends its process when it is done, so each reader has one.
    told = {"--runs": asked.runs, "--seconds": asked.seconds, "--scratch": asked.scratch}
    own = [sys.executable, "-m", "fuzz", *(str(part) for pair in told.items() for part in pair)]
    statuses = [subprocess.run([*own, "--within", name], check=False).returncode for name in asked.only or TARGETS]
    return int(any(statuses))


def injure(target: Target, runs: int, scratch: Path) -> None:
    """Read `runs` injured inputs: what runs in a process of its own tells a fuzzer nothing of its branches."""
    draw, seeds, accepted = random.Random(f"20261121/{target.name}"), target.seeds(), 0  # noqa: S311 - injuries, not secrets
    start = time.monotonic()
    for number in range(runs):
        untrusted = mutated(draw.choice(seeds), seeds, draw)[: target.longest]
        try:
            accepted += target.run(untrusted)
        except BaseException:
            (scratch / f"{target.name}-{number}").write_bytes(untrusted)
            raise
    sys.stderr.write(f"Done {runs} runs in {time.monotonic() - start:.0f} second(s), {accepted} accepted\n")


def fuzz(name: str, runs: int, seconds: int, scratch: Path) -> None:
    target = TARGETS[name]
    if target.library:
        injure(target, runs // LIBRARY, scratch)
        raise SystemExit
    corpus = scratch / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed[: target.longest])
    flags = {
        "runs": runs,
        "timeout": seconds,
        "rss_limit_mb": (most() >> 10) + MEMORY,
        "max_len": target.longest,
        "artifact_prefix": f"{scratch}/{name}-",
        "print_final_stats": 1,
        "seed": 20261121,
    }
    atheris.Setup([name, *(f"-{flag}={value}" for flag, value in flags.items()), str(corpus)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
