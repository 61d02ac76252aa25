"""results.json as text, as RESULTS.md and as the table in docs/performance.md."""

from report_rows import COMPILERS


def _ns(value):
    for limit, unit in ((1e3, "ns"), (1e6, "µs"), (1e9, "ms")):
        if value < limit:
            return f"{value / (limit / 1e3):.3g} {unit}"
    return f"{value / 1e9:.3g} s"


def _count(value):
    return f"{value:,.0f}"


def _bound(bound):
    return "" if bound is None else f"{'≤' if bound.startswith('<') else '≥'} {bound[2:]}x"


def _verdict(verdicts):
    """The verdict over all compilers."""
    missed = [COMPILERS[name] for name, reached in verdicts.items() if reached is False]
    if missed:
        return "**missed**" if len(missed) == len(verdicts) else f"**missed** with {', '.join(missed)}"
    return "reached" if any(verdicts.values()) else ""


def _verdicts(entry):
    return {name: entry[name].get("reached") for name in COMPILERS if name in entry}


def _table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _used(results):
    """The compilers that were used, in the order of COMPILERS."""
    return [name for name in COMPILERS if name in results["compilers"]]


def _stage_name(entry):
    return entry["stage"] + (f", {entry['body']}" if entry["body"] else "")


def stages_table(results):
    used = _used(results)
    header = ["stage", "compared with"]
    for name in used:
        header += [f"here, {COMPILERS[name]}", "there", "ratio"]
    rows = []
    for entry in results["stages"]:
        row = [_stage_name(entry), entry["peer"]]
        for name in used:
            values = entry.get(name)
            row += [_ns(values["ours_ns"]), _ns(values["peer_ns"]), f"{values['ratio']:.3f}x"] if values else ["", "", ""]
        verdict = "**not measured**" if entry.get("measured") is False else _verdict(_verdicts(entry))
        rows.append(row + [_bound(entry["target"]), verdict])
    return _table(header + ["target", ""], rows)


def growth_tables(results):
    parts = []
    used = _used(results)
    for series in results["growth"]:
        unit = series["unit"]
        has_bytes = any("bytes" in point for point in series["points"])
        header = [series["what"]] + [COMPILERS[name] for name in used] + (["GCC, per byte"] if has_bytes else [])
        rows = []
        for point in series["points"]:
            label = f"{point['bytes']:,} bytes" if has_bytes else f"{point['n']:,} {unit}"
            row = [label] + [_ns(point[name]) if name in point else "" for name in used]
            if has_bytes:
                row.append(f"{point['gcc'] / point['bytes']:.2f} ns" if "gcc" in point else "")
            rows.append(row)
        parts.append(_table(header, rows))
    return "\n\n".join(parts)


def threads_table(results):
    used = _used(results)
    rows = []
    for series in results["threads"]:
        first = series["points"][0]
        for point in series["points"]:
            row = [series["what"], str(point["threads"])]
            for name in used:
                if name in point and name in first:
                    row += [_count(point[name]), f"{point[name] / first[name]:.2f}x"]
                else:
                    row += ["", ""]
            rows.append(row)
    header = ["what", "threads"]
    for name in used:
        header += [f"events/s, {COMPILERS[name]}", "compared with one thread"]
    return _table(header, rows)


def allocations_table(results):
    used = _used(results)
    rows = []
    for entry in results["allocations"]:
        expected = next(entry[name]["expected"] for name in used if name in entry)
        row = [entry["body"]] + [f"{entry[name]['allocations']:g}" if name in entry else "" for name in used]
        rows.append(row + [f"≤ {expected:g}", _verdict(_verdicts(entry))])
    return _table(["body"] + [COMPILERS[name] for name in used] + ["target", ""], rows)


def _http_rows(http):
    for entry in http["comparisons"]:
        verdict = {True: "reached", False: "**missed**", None: "cores not free"}[entry["reached"]]
        yield [
            entry["ours"], entry["peer"], f"{_count(entry['ours_rate'])}/s", f"{_count(entry['peer_rate'])}/s",
            f"{entry['ratio']:.3f}x", _bound(entry["target"]), verdict,
        ]


def http_part(http):
    servers = [
        [server["name"], str(server["threads"]), f"{_count(server['rate'])}/s", f"{server['cpu_us']:.1f} µs",
         f"{server['busy_percent']:.0f} %"]
        for server in http["servers"]
    ]
    notes = "\n".join(f"- {note}" for note in http["notes"])
    return "\n\n".join([
        _table(["server", "compared with", "rate", "peer's rate", "ratio", "target", ""], _http_rows(http)),
        _table(["server", "threads", "requests", "processor time per request", "threads busy"], servers),
        notes,
    ])


def circumstances(results):
    machine = results["machine"]
    compilers = ", ".join(results["compilers"][name]["version"] for name in _used(results))
    return (
        f"{results['date']}, commit {results['commit']}: {machine['cores']} cores of {machine['cpu']}, "
        f"{machine['system']}; {compilers}, -O2; {machine['libraries']}."
    )


def spread_line(results):
    parts = []
    for name in _used(results):
        spread = results["compilers"][name].get("spread")
        if spread:
            parts.append(f"{COMPILERS[name]} {spread['median_percent']:g} % of the median in the middle row and "
                         f"{spread['largest_percent']:g} % in the worst (`{spread['largest']}`)")
    return "Interquartile range of the repetitions: " + "; ".join(parts) + "." if parts else ""


def missed_count(results):
    """The number of targets, and of those that are missed with some compiler or not measured."""
    verdicts = []
    for entry in results["stages"]:
        if entry["target"] is not None:
            verdicts.append(entry.get("measured") is not False and all(_verdicts(entry).values()))
    verdicts += [all(_verdicts(entry).values()) for entry in results["allocations"]]
    http = results.get("http")
    if http:
        verdicts += [entry["reached"] for entry in http["comparisons"] if entry["reached"] is not None]
    return len(verdicts), sum(not verdict for verdict in verdicts)


def results_md(results, plots):
    """The text of RESULTS.md. `plots` maps the names of plots to existing files."""
    total, missed = missed_count(results)

    def plot(name, alt):
        return f"![{alt}](plots/{plots[name]})" if name in plots else ""

    parts = [
        "# Benchmark results",
        "Written by `benchmarks/run`. The figures are in [results.json](results.json), the targets in "
        "[targets.tsv](targets.tsv).",
        circumstances(results),
        f"{missed} of {total} targets {'is' if missed == 1 else 'are'} missed, with some compiler or on some body.",
        "## Stages",
        "Medians of interleaved repetitions in one process, and their ratio. Below 1 is faster than the peer.",
        plot("ratios", "Ratios and their targets"),
        stages_table(results),
        spread_line(results),
    ]
    if results["allocations"]:
        parts += ["## Heap allocations", "Per received event. Each string longer than 15 characters needs one.",
                  allocations_table(results)]
    if results["growth"]:
        parts += ["## Growth"] + [plot(name, alt) for name, alt in (
            ("growth_types", "Time by number of types"), ("growth_bytes", "Time by size of the body"),
            ("growth_ids", "Time by number of ids"))] + [growth_tables(results)]
    if results["threads"]:
        parts += ["## Threads", plot("threads", "Events per second by threads"), threads_table(results)]
    if results.get("http"):
        parts += ["## HTTP", http_part(results["http"])]
    return "\n\n".join(part for part in parts if part) + "\n"


def page_block(results, plots):
    """The table in docs/performance.md: one row per stage and peer, with the worst ratio of all bodies."""
    used = _used(results)
    worst = {}
    for entry in results["stages"]:
        if entry["target"] is None:
            continue
        row = worst.setdefault((entry["stage"], entry["peer"]), {"target": entry["target"], "verdicts": {}})
        row["measured"] = entry.get("measured", True)
        for name in used:
            if name in entry:
                row[name] = max(row.get(name, 0.0), entry[name]["ratio"])
                row["verdicts"][name] = row["verdicts"].get(name, True) and entry[name]["reached"]
    rows = []
    for (stage, peer), row in worst.items():
        ratios = [f"{row[name]:.3f}x" if name in row else "" for name in used]
        verdict = _verdict(row["verdicts"]) if row["measured"] else "**not measured**"
        rows.append([stage, peer] + ratios + [_bound(row["target"]), verdict])
    if results.get("http"):
        for ours, peer, _, _, ratio, bound, verdict in _http_rows(results["http"]):
            rows.append([ours, peer, ratio] + [""] * (len(used) - 1) + [bound, verdict])
    parts = [
        _table(["stage", "compared with"] + [COMPILERS[name] for name in used] + ["target", ""], rows),
        circumstances(results),
    ]
    for name, alt in (("ratios", "Ratios and their targets"), ("growth_types", "Time by number of types")):
        if name in plots:
            parts.append(f"![{alt}](../benchmarks/plots/{plots[name]})")
    return "\n\n".join(parts) + "\n"
