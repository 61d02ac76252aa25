"""Google Benchmark's output as comparisons of stages with their peers, growth, threads and allocations."""

import json
import re
import statistics

OURS = "scaivault"
COMPILERS = {"gcc": "GCC", "clang": "clang"}

_UNITS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
_SETTINGS = re.compile(
    r"/(real_time|process_time|manual_time|(iterations|repeats|min_time|min_warmup_time):[^/]*|threads:\d+)(?=/|$)"
)


class Failed(Exception):
    """An error that is shown to the user without a traceback."""


def significant(value, digits=3):
    return float(f"{value:.{digits}g}")


class Row:
    """All repetitions of one benchmark."""

    def __init__(self, name):
        self.name = name
        self.times = []  # ns
        self.counters = {}

    def add(self, run):
        # Benchmarks with several threads use wall-clock time. All others use processor time, which a busy machine
        # disturbs less.
        clock = "real_time" if "/real_time" in run["run_name"] else "cpu_time"
        self.times.append(run[clock] * _UNITS[run["time_unit"]])
        for key in ("bytes", "events/s", "items_per_second", "allocations", "expected"):
            if key in run:
                self.counters.setdefault(key, []).append(run[key])

    @property
    def ns(self):
        return statistics.median(self.times)

    def counter(self, *names):
        for name in names:
            if name in self.counters:
                return statistics.median(self.counters[name])
        return None

    @property
    def spread(self):
        """The interquartile range, as a fraction of the median."""
        if len(self.times) < 4:
            return 0.0
        low, _, high = statistics.quantiles(self.times, n=4)
        return (high - low) / self.ns


def read_rows(files):
    """The rows of one compiler's runs, by name."""
    rows = {}
    for file in files:
        with open(file, encoding="utf-8") as stream:
            runs = json.load(stream)["benchmarks"]
        for run in runs:
            if run.get("error_occurred"):
                raise Failed(f"{run['run_name']}: {run.get('error_message', 'failed')}")
            if run["run_type"] != "iteration":
                continue
            name = _SETTINGS.sub("", run["run_name"])
            rows.setdefault(name, Row(name)).add(run)
    return rows


def read_targets(file):
    """(stage, peer) -> bound, such as "<=0.75"."""
    targets = {}
    with open(file, encoding="utf-8") as stream:
        for line in stream:
            if line.strip() and not line.startswith("#"):
                stage, peer, bound = line.rstrip("\n").split("\t")
                if not re.fullmatch(r"[<>]=\d+(\.\d+)?", bound):
                    raise Failed(f"{file}: not a bound: {bound}")
                targets[stage, peer] = bound
    return targets


def reaches(ratio, bound):
    """Whether a ratio is within a bound; None if it does not apply."""
    if ratio is None or bound is None:
        return None
    limit = float(bound[2:])
    return ratio <= limit if bound.startswith("<=") else ratio >= limit


def _split_stage(name):
    stage, _, who = name.partition("/")
    stage, _, body = stage.partition(", ")
    return stage, body, who


def _place_of_body(body):
    """The single body comes before the mixes."""
    return body != "secret.rotated", body


def _comparison(ours, peer):
    return {"ours_ns": significant(ours.ns), "peer_ns": significant(peer.ns), "ratio": round(ours.ns / peer.ns, 3)}


def stages_of(by_compiler, targets):
    """The comparisons of each stage and body with each peer, then the targets without a measurement."""
    found = {}
    for compiler, rows in by_compiler.items():
        for name, row in rows.items():
            stage, body, who = _split_stage(name)
            if stage.startswith(("growth: ", "threads: ")) or stage == "allocations" or who == OURS:
                continue
            ours = rows.get(name[: -len(who)] + OURS)
            if ours is None:
                raise Failed(f"{name} has no {OURS} beside it")
            found.setdefault((stage, body, who), {})[compiler] = _comparison(ours, row)

    order = list(dict.fromkeys(stage for stage, _ in targets))
    peers = list(targets)

    # Google Benchmark writes its rows in the order in which they end, which is random.
    def place(key):
        stage, body, peer = key
        return (
            order.index(stage) if stage in order else len(order), stage, _place_of_body(body),
            peers.index((stage, peer)) if (stage, peer) in targets else len(peers), peer,
        )

    result = []
    for stage, body, peer in sorted(found, key=place):
        target = targets.get((stage, peer))
        entry = {"stage": stage, "body": body, "peer": peer, "target": target}
        for compiler, values in found[stage, body, peer].items():
            reached = reaches(values["ratio"], target)
            entry[compiler] = values if reached is None else values | {"reached": reached}
        result.append(entry)
    measured = {(stage, peer) for stage, _, peer in found}
    for (stage, peer), target in targets.items():
        if (stage, peer) not in measured and stage != "HTTP":
            result.append({"stage": stage, "body": "", "peer": peer, "target": target, "measured": False})
    return result


def _series(by_compiler, prefix, value_of):
    """{what: {n: {compiler: value}}} of the rows `prefix: <what>/<n>`."""
    found = {}
    for compiler, rows in by_compiler.items():
        for name, row in rows.items():
            match = re.fullmatch(rf"{prefix}: (.+)/(\d+)", name)
            if match:
                point = found.setdefault(match[1], {}).setdefault(int(match[2]), {})
                point[compiler] = value_of(row)
                if row.counter("bytes") is not None:
                    point["bytes"] = round(row.counter("bytes"))
    return found


def growth_of(by_compiler):
    """Nanoseconds per operation, by the number of types, bytes or ids."""
    result = []
    found = _series(by_compiler, "growth", lambda row: significant(row.ns))
    for name, points in sorted(found.items()):
        # The name contains the unit: "guard, ids".
        what, _, unit = name.partition(", ")
        if any("bytes" in point for point in points.values()):
            unit = "bytes"
        result.append({"what": what, "unit": unit or "types", "points": [{"n": n, **points[n]} for n in sorted(points)]})
    return result


def threads_of(by_compiler):
    """Events per second, by the number of threads."""

    def events(row):
        rate = row.counter("events/s", "items_per_second")
        if rate is None:
            raise Failed(f"{row.name} counts no events/s")
        return significant(rate)

    found = _series(by_compiler, "threads", events)
    return [
        {"what": what, "points": [{"threads": n, **points[n]} for n in sorted(points)]}
        for what, points in sorted(found.items())
    ]


def allocations_of(by_compiler):
    """Heap allocations per event, compared with those that its long strings and the guard need."""
    found = {}
    for compiler, rows in by_compiler.items():
        for name, row in rows.items():
            stage, body, _ = _split_stage(name)
            if stage != "allocations":
                continue
            allocations, expected = row.counter("allocations"), row.counter("expected")
            if allocations is None or expected is None:
                raise Failed(f"{name} lacks a counter: allocations, expected")
            found.setdefault(body, {})[compiler] = {
                "allocations": round(allocations, 2), "expected": round(expected, 2),
                "reached": allocations <= expected + 0.005,
            }
    return [{"body": body, **found[body]} for body in sorted(found, key=_place_of_body)]


def spread_of(rows):
    """The spread of the repetitions: the interquartile range as percent of the median."""
    spreads = sorted((row.spread, row.name) for row in rows.values())
    if not spreads:
        return None
    return {
        "median_percent": round(100 * statistics.median(spread for spread, _ in spreads), 1),
        "largest_percent": round(100 * spreads[-1][0], 1),
        "largest": spreads[-1][1],
    }
