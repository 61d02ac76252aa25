"""Plots of results.json, drawn by gnuplot."""

import math
import os
import subprocess

from report_rows import COMPILERS

# Distinguishable without red-green vision. The second colour of a pair is a lighter shade of the first.
_COLOURS = {"gcc": "#0b5394", "clang": "#7fb2e5"}
_MISSED = {"gcc": "#b45f06", "clang": "#f0b070"}
_LINES = ["#0b5394", "#b45f06", "#38761d", "#674ea7", "#990000", "#444444"]

_HEAD = """set terminal svg size {width},{height} font 'Helvetica,13' background rgb 'white' name '{name}'
set border 3 lc rgb '#888888'
set tics nomirror out scale 0.5 textcolor rgb '#222222'
set grid xtics ytics lt 1 lc rgb '#e4e4e4' lw 1
set title '{title}' font 'Helvetica,15'
"""


def _quoted(text):
    """Escapes text for gnuplot's single quotes."""
    return text.replace("'", "''")


def _draw(directory, name, script, data):
    target = os.path.join(directory, f"{name}.svg")
    program = data + script
    result = subprocess.run(["gnuplot"], input=program.encode(), stdout=subprocess.PIPE, check=True)
    with open(target, "wb") as stream:
        stream.write(result.stdout)
    return f"{name}.svg"


def _block(name, rows):
    lines = ["\t".join(f"{value}" for value in row) for row in rows]
    return "\n".join([f"${name} << EOD"] + lines + ["EOD", ""])


def _used(results):
    return [name for name in COMPILERS if name in results["compilers"]]


def _ratios(results):
    """(label, {compiler: worst ratio over the bodies}, bound) for rows with a target."""
    rows = {}
    for entry in results["stages"]:
        if entry["target"] is None or entry.get("measured") is False:
            continue
        key = f"{entry['stage']}: {entry['peer']}"
        ratios = rows.setdefault(key, ({}, float(entry["target"][2:])))[0]
        for compiler in _used(results):
            if compiler in entry:
                ratios[compiler] = max(ratios.get(compiler, 0.0), entry[compiler]["ratio"])
    return [(label, *values) for label, values in rows.items()]


def draw_ratios(results, directory):
    rows = _ratios(results)
    if not rows:
        return None
    used = _used(results)
    thickness = 0.76 / len(used)
    least = min(min(min(ratios.values()), bound) for _, ratios, bound in rows)
    most = max(max(max(ratios.values()), bound) for _, ratios, bound in rows)
    low, high = least / 1.6, max(most * 1.15, 1.5)
    data, curves = "", []
    for index, compiler in enumerate(used):
        for colours, missed in ((_COLOURS, False), (_MISSED, True)):
            bars = []
            for place, (_, ratios, bound) in enumerate(rows):
                ratio = ratios.get(compiler)
                if ratio is not None and (ratio > bound) == missed:
                    top = place - 0.38 + index * thickness
                    bars.append((low, top + thickness / 2, low, ratio, top, top + thickness, f"{ratio:.2f}"))
            label = f"{COMPILERS[compiler]}{', missed' if missed else ''}"
            if not bars:
                continue
            block = f"{compiler}{'_missed' if missed else ''}"
            data += _block(block, bars)
            curves.append(
                f"${block} using 1:2:3:4:5:6 with boxxyerror fs solid noborder lc rgb '{colours[compiler]}' title '{label}'"
            )
            curves.append(
                f"${block} using ({high:.4g}):2:7 with labels left offset 0.6,0 font 'Helvetica,9' "
                f"textcolor rgb '{'#990000' if missed else '#444444'}' notitle"
            )
    data += _block("bounds", [(bound, place - 0.44, bound, place + 0.44) for place, (_, _, bound) in enumerate(rows)])
    curves.append("$bounds using 1:2:(0):($4-$2) with vectors nohead lw 2.5 lc rgb '#111111' notitle")
    tics = ", ".join(f"'{_quoted(label)}' {place}" for place, (label, _, _) in enumerate(rows))
    script = _HEAD.format(
        width=900, height=110 + 27 * len(rows), name="ratios",
        title="Time beside peers: this library''s median over the peer''s, worst body",
    ) + f"""
set logscale x
set xrange [{low:.4g}:{high:.4g}]
set yrange [{len(rows) - 0.4}:-0.6]
set format x '%g×'
set xtics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
set ytics ({tics}) noenhanced
set grid noytics
set arrow from 1, graph 0 to 1, graph 1 nohead lc rgb '#999999' dt 2 back
set xlabel 'ratio, logarithmic; less is faster; the black mark is the most that is to be reached'
set rmargin 7
set key outside top center horizontal samplen 2 maxcols 2 width 1
plot {', '.join(curves)}
"""
    return _draw(directory, "ratios", script, data)


_GROWTH = {
    "types": ("Cost by number of types in the catalog", "types", "ns an event"),
    "bytes": ("Decoding by size of the body", "bytes", "ns a body"),
    "ids": ("The replay guard by number of ids", "ids", "ns an id"),
}


def _curve(block, index, compiler, what):
    """The part of gnuplot's `plot` for one line: a colour for each subject, dashes for each compiler."""
    dashes, mark = ("1", 7) if compiler == "gcc" else ("2", 6)
    return (f"${block} with linespoints lw 2 dt {dashes} pt {mark} ps 0.7 lc rgb '{_LINES[index % len(_LINES)]}' "
            f"title '{_quoted(what)}, {COMPILERS[compiler]}' noenhanced")


def draw_growth(results, unit, directory):
    title, x, y = _GROWTH[unit]
    series = [entry for entry in results["growth"] if entry["unit"] == unit]
    data, curves, values, highest = "", [], [], 0.0
    for index, entry in enumerate(series):
        for compiler in _used(results):
            points = [
                (point["bytes"] if unit == "bytes" and "bytes" in point else point["n"], point[compiler])
                for point in entry["points"] if compiler in point
            ]
            if not points:
                continue
            values += [value for _, value in points]
            highest = max([highest] + [at for at, _ in points])
            block = f"s{index}_{compiler}"
            data += _block(block, points)
            curves.append(_curve(block, index, compiler, entry["what"]))
    if not curves:
        return None
    # Whole decades, and at least two, so that constant series look flat.
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    if high - low < 2:
        high = low + 2
    script = _HEAD.format(width=760, height=470, name=f"growth_{unit}", title=title) + f"""
set logscale xy
set yrange [1e{low}:1e{high}]
set xlabel '{x}, logarithmic'
set ylabel '{y}, logarithmic'
set format x '%.0s%c'
set format y '%.0s%c'
set key outside top center horizontal samplen 3 maxcols 2 width 1
plot {', '.join(curves)}
"""
    return _draw(directory, f"growth_{unit}", script, data)


def draw_threads(results, directory):
    if not results["threads"]:
        return None
    data, curves, most = "", [], 1
    for index, entry in enumerate(results["threads"]):
        for compiler in _used(results):
            points = [(point["threads"], point[compiler] / 1e6) for point in entry["points"] if compiler in point]
            if not points:
                continue
            most = max([most] + [threads for threads, _ in points])
            block = f"t{index}_{compiler}"
            data += _block(block, points)
            curves.append(_curve(block, index, compiler, entry["what"]))
    if not curves:
        return None
    script = _HEAD.format(width=760, height=430, name="threads", title="Throughput by number of threads") + f"""
set xrange [0.8:{most + 0.2}]
set yrange [0:*]
set xtics 1
set xlabel 'threads'
set ylabel 'million events a second'
set key outside top center horizontal samplen 3 maxcols 2 width 1
plot {', '.join(curves)}
"""
    return _draw(directory, "threads", script, data)


def draw_all(results, directory):
    """Draws the plots that there is data for. Returns the file names by plot."""
    os.makedirs(directory, exist_ok=True)
    drawn = {"ratios": draw_ratios(results, directory), "threads": draw_threads(results, directory)}
    for unit in _GROWTH:
        drawn[f"growth_{unit}"] = draw_growth(results, unit, directory)
    for name, file in drawn.items():
        stale = os.path.join(directory, f"{name}.svg")
        if file is None and os.path.exists(stale):
            os.remove(stale)
    return {name: file for name, file in drawn.items() if file is not None}


def drawn_in(directory):
    """The existing plots."""
    if not os.path.isdir(directory):
        return {}
    return {file[:-4]: file for file in sorted(os.listdir(directory)) if file.endswith(".svg")}
