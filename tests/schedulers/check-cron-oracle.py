#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares the times of cron expressions with those that other programs find, on a large random set.

  check-cron-oracle.py [--seed N] [--count N]

Each of the others is asked only where its rules are the same, which are:

- APScheduler: fields. All rules agree: defaults, steps, ranges, lists, names, the last day, the nth weekday, ISO weeks,
  Monday as 0. It is asked in UTC, as it has another rule for clocks that are put forward or back.
- croniter: strings of five fields. They agree but where both kinds of days are given: if one of them begins with a star
  and has a step, such as "0 0 */2 * mon", crontab wants both to hold, and croniter one of them; if one of them names all
  there are, such as 1-31, crontab takes either, and croniter wants the other; and croniter finds nothing if there is no
  such date, such as in "0 0 31 feb mon", where the weekday would do. It is asked in UTC.
- systemd-analyze: fields. Values, ranges, lists, steps and names agree, and all fields have to hold, as in ours. It has
  no weeks, writes the last day otherwise, and knows no nth weekday. It is asked in UTC and in other time zones; there at
  hours only in which no clock is put forward or back.

Where one of them leaves out a time, and yet takes it when asked for that time alone, it contradicts itself: croniter 1.3
does so around the end of February, systemd 252 where an hour, a day or a year ends. That is counted, and may not happen
often.
"""

import argparse
import datetime
import os
import random
import re
import subprocess

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib  # noqa: E402

N_TIMES = 3
UTC = datetime.timezone.utc
UNITS = {
    "second": (0, 59), "minute": (0, 59), "hour": (0, 23), "day_of_week": (0, 6), "week": (1, 53), "day": (1, 31),
    "month": (1, 12), "year": (2020, 2040),
}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAYS = "mon tue wed thu fri sat sun".split()
ORDINALS = "1st 2nd 3rd 4th 5th last".split()
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata")


def draw_range(draw, first, last):
    low = draw.randint(first, last)
    return low, draw.randint(low, last)


def draw_item(draw, first, last, star=True):
    """One item of a list."""
    kind = draw.choice(["value", "value", "range", "stepped", "open", "star"] if star else ["value", "range", "stepped"])
    low, high = draw_range(draw, first, last)
    if kind == "range":
        return f"{low}-{high}"
    if kind == "stepped" and high - low > 1:
        return f"{low}-{high}/{draw.randint(1, high - low)}"
    if kind == "open" and last - low > 1:
        return f"{low}/{draw.randint(1, last - low)}"
    if kind == "star":
        return f"*/{draw.randint(1, last - first)}"
    return str(low)


def draw_list(draw, item):
    return ",".join(item() for _ in range(draw.choice([1, 1, 1, 2, 3])))


def draw_time(draw):
    return datetime.datetime(2021, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=draw.randrange(12 * 365 * 86400))


def spoken(draw, names):
    """A name or a range of names."""
    low, high = draw_range(draw, 0, len(names) - 1)
    text = draw.choice([names[low], f"{names[low]}-{names[high]}"])
    return draw.choice([text, text.upper(), text.capitalize()])


# Ours

def to_glib(time):
    return GLib.DateTime.new_from_unix_utc(int(time.timestamp()))


def ours(expression, time, forward=True):
    """The times after or before one, as seconds."""
    found, at = [], to_glib(time)
    while len(found) < N_TIMES:
        at = expression.next_after(at) if forward else expression.previous_before(at)
        if at is None:
            break
        found.append(at.to_unix())
    return found


def expression_of(fields, zone="UTC"):
    return Bg.CronExpression.new_from_fields(
        GLib.Variant("a{sv}", {name: GLib.Variant("s", value) for name, value in {**fields, "timezone": zone}.items()}))


def refused(make, *args):
    """The expression, or None if there is no such date."""
    try:
        return make(*args)
    except GLib.Error as error:
        if "there is no such date" in error.message:
            return None
        raise


# APScheduler

def draw_day(draw):
    kind = draw.random()
    if kind < 0.2:
        return "last"
    if kind < 0.5:
        return f"{draw.choice(ORDINALS)} {draw.choice(WEEKDAYS)}"
    return draw_item(draw, *UNITS["day"])


def draw_field(draw, name):
    if name == "day":
        return draw_list(draw, lambda: draw_day(draw))
    if name == "month" and draw.random() < 0.3:
        return draw_list(draw, lambda: spoken(draw, MONTHS))
    if name == "day_of_week" and draw.random() < 0.5:
        return draw_list(draw, lambda: spoken(draw, WEEKDAYS))
    # That one counts the steps of years from 1970, as ours does, but looks at each year on the way.
    return draw_list(draw, lambda: draw_item(draw, *UNITS[name], star=name != "year"))


def draw_fields(draw):
    weights = {"week": 0.1, "year": 0.05}
    names = [name for name in UNITS if draw.random() < weights.get(name, 0.4)]
    return {name: draw_field(draw, name) for name in names or ["day"]}


def ask_apscheduler(fields, time):
    from apscheduler.triggers.cron import CronTrigger
    import pytz
    trigger = CronTrigger(timezone=pytz.utc, **fields)
    found, at = [], time
    while len(found) < N_TIMES:
        at = trigger.get_next_fire_time(None, at + datetime.timedelta(seconds=1))
        if at is None:
            break
        found.append(int(at.timestamp()))
    return found


def compare_apscheduler(draw, count):
    for _ in range(count):
        fields, time = draw_fields(draw), draw_time(draw)
        expression = refused(expression_of, fields)
        mine = ours(expression, time) if expression else []
        # What is never again has it look at all the years up to 9999.
        if mine:
            yield fields, time, mine, ask_apscheduler(fields, time)[:len(mine)]


# croniter

def draw_crontab(draw):
    minute, hour = (draw.choice(["*", draw_list(draw, lambda: draw_item(draw, 0, last))]) for last in (59, 23))
    month = draw.choice(["*", "*", draw_list(draw, lambda: draw_item(draw, 1, 12)), draw.choice(MONTHS)])
    day, weekday = "*", "*"
    kind = draw.randrange(4)
    if kind & 1:
        day = draw_list(draw, lambda: draw_item(draw, 1, 31 if kind == 1 else 28, star=kind == 1))
    if kind & 2:
        weekday = draw.choice([draw_list(draw, lambda: draw_item(draw, 0, 5, star=kind == 2)), draw.choice(WEEKDAYS), "7"])
    return f"{minute} {hour} {day} {month} {weekday}"


def ask_croniter(text, time, forward):
    from croniter import croniter
    from croniter.croniter import CroniterBadDateError
    row = croniter(text, time)
    found = []
    try:
        while len(found) < N_TIMES:
            at = row.get_next(datetime.datetime) if forward else row.get_prev(datetime.datetime)
            found.append(int(at.timestamp()))
    except CroniterBadDateError:
        pass
    return found


def compare_croniter(draw, count):
    for _ in range(count):
        text, time, forward = draw_crontab(draw), draw_time(draw), draw.random() < 0.7
        expression = refused(Bg.CronExpression.new, text + "; timezone=UTC")
        mine = ours(expression, time, forward) if expression else []
        if mine:
            yield text, time, mine, ask_croniter(text, time, forward)[:len(mine)]


def croniter_admits(text, at):
    from croniter import croniter
    return croniter.match(text, datetime.datetime.fromtimestamp(at, UTC))


# systemd

def to_systemd(fields, zone):
    def part(name, default):
        # It refuses a range of seconds with only one in it.
        text = re.sub(r"\b(\d+)-\1\b", r"\1", fields.get(name, default))
        return re.sub(r"(\d+)-(\d+)", r"\1..\2", text)
    weekdays = re.sub(r"-", "..", fields.get("day_of_week", ""))
    return (f"{weekdays} *-{part('month', '*')}-{part('day', '*')} "
            f"{part('hour', '*')}:{part('minute', '*')}:{part('second', '0')} {zone}").strip()


def draw_systemd(draw, zone):
    def item(name):
        first, last = UNITS[name]
        # In other zones at hours in which no clock is put forward or back.
        if name == "hour" and zone != "UTC":
            first = 5
        return draw_list(draw, lambda: draw_item(draw, first, last, star=first == UNITS[name][0]).replace("*/", f"{first}/"))
    fields = {name: item(name) for name in ("second", "minute", "hour", "day", "month") if draw.random() < 0.5}
    fields.setdefault("minute", "*")
    if zone != "UTC":
        fields.setdefault("hour", "6")
    if draw.random() < 0.4:
        fields["day_of_week"] = draw_list(draw, lambda: spoken(draw, WEEKDAYS))
    fields.setdefault("second", "0")
    return fields


def ask_systemd(text, time, n=N_TIMES):
    """Its times, None if it gives up, as it does where it looks for the same one too often."""
    command = ["systemd-analyze", "calendar", f"--iterations={n}", f"--base-time={time:%Y-%m-%d %H:%M:%S} UTC", text]
    run = subprocess.run(command, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"}, capture_output=True, text=True, check=False)
    if "Resource deadlock avoided" in run.stderr:
        return None
    if run.returncode != 0:
        raise SystemExit(run.stderr)
    times = re.findall(r"(?:Next elapse|Iter\. #\d+): \w+ (\d+-\d+-\d+ \d+:\d+:\d+) UTC", run.stdout)
    return [int(datetime.datetime.strptime(at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()) for at in times]


def compare_systemd(draw, count):
    for _ in range(count // 2):
        time, zone = draw_time(draw), draw.choice(("UTC", *ZONES))
        fields = draw_systemd(draw, zone)
        expression = refused(expression_of, fields, zone)
        text = to_systemd(fields, zone)
        yield text, time, ours(expression, time) if expression else [], ask_systemd(text, time)


def systemd_admits(text, at):
    """Whether it finds a time from the second before it, or that is where it goes over to another hour, day or year.

    Then it leaves out the first minute, as in "*-11-* *:0/27:0" from 23:54, which it does not do in other hours.
    """
    return at % 60 == 0 or ask_systemd(text, datetime.datetime.fromtimestamp(at - 1, UTC), 1) == [at]


# All of them

def find_reason(name):
    """Why one cannot be asked, None if it can."""
    if name == "systemd-analyze":
        try:
            subprocess.run([name, "calendar", "daily"], capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return f"{name} is not installed"
        return None
    try:
        __import__(name)
    except ImportError:
        return f"{name} is not installed"
    return None


def contradicts(admits, what, mine, theirs):
    """Whether one leaves out a time that it takes when it is asked for that time alone."""
    differing = [at for i, at in enumerate(mine) if theirs[i:i + 1] != [at]]
    return bool(differing) and admits is not None and admits(what, differing[0])


def compare(number, name, rows, admits):
    """Prints what came of it, and returns whether all agree."""
    reason = find_reason(name)
    if reason:
        print(f"ok {number} - {name} # SKIP {reason}")
        return True
    n = wrong = contradictions = unanswered = 0
    for what, time, mine, theirs in rows:
        n += 1
        if theirs is None:
            unanswered += 1
        elif mine != theirs and contradicts(admits, what, mine, theirs):
            contradictions += 1
        elif mine != theirs:
            wrong += 1
            text = [[datetime.datetime.fromtimestamp(at, UTC).isoformat() for at in row] for row in (mine, theirs)]
            print(f"# {what} from {time.isoformat()}: {text[0]}, but {name} says {text[1]}")
    print(f"# {n} expressions: {wrong} disagree, {contradictions} where {name} contradicts itself, {unanswered} unanswered")
    good = n > 0 and wrong == 0 and contradictions + unanswered < n / 50
    print(f'{"ok" if good else "not ok"} {number} - {name}', flush=True)
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    arguments = parser.parse_args()
    print("1..3")
    parts = (("apscheduler", compare_apscheduler, None), ("croniter", compare_croniter, croniter_admits),
             ("systemd-analyze", compare_systemd, systemd_admits))
    good = [compare(number, name, part(random.Random(arguments.seed), arguments.count), admits)
            for number, (name, part, admits) in enumerate(parts, 1)]
    raise SystemExit(not all(good))


main()
