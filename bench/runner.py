"""What the programs of the peers in Python share: the request, the measuring loop, the document (see runner.mjs)."""

import json
import sys
import time


def run(prepare):
    """`prepare(request)` returns the step to be timed and the versions of what it runs on."""
    request = json.loads(sys.argv[1])
    step, versions = prepare(request)
    rounds, repetitions = measure(step, request)
    print(json.dumps({"versions": versions, "rounds": rounds, "repetitions": repetitions}))


def measure(step, request):
    begun = time.perf_counter()
    step()
    once = timed(step, 1)
    while (time.perf_counter() - begun) * 1000 < request["warmUpMs"]:
        once = min(once, timed(step, 1))
    repetitions = max(1, round(request["roundMs"] / once))
    rounds = []
    started = time.perf_counter()
    while len(rounds) < request["rounds"] and (
        not rounds or (time.perf_counter() - started) * 1000 < request["budgetMs"]
    ):
        rounds.append(timed(step, repetitions) / repetitions)
    return rounds, repetitions


def timed(step, repetitions):
    """Milliseconds for so many repetitions."""
    start = time.perf_counter()
    for _ in range(repetitions):
        step()
    return (time.perf_counter() - start) * 1000
