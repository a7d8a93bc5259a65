# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is asked of tasks beside what they do: when, how often and with what. Private to the override of Bg."""

import datetime

from gi.repository import Bg, GLib

from ._bg_handlers import TaskError


def to_time(moment):
    """A point in time as C has it. Without a time zone, it is meant in that of the computer."""
    if not isinstance(moment, datetime.datetime):
        return moment
    return GLib.DateTime.new_from_iso8601(moment.astimezone(datetime.timezone.utc).isoformat(), None)


NEEDS = ("resources", "conditions", "unique_key", "uniqueness")


def take_needs(properties):
    """Takes what is no property in C from those of a task, and makes the others what C takes."""
    if "not_before" in properties:
        properties["not_before"] = to_time(properties["not_before"])
    return {name: properties.pop(name) for name in NEEDS if name in properties}


def give_needs(task, resources=(), conditions=(), unique_key=None, uniqueness=Bg.Uniqueness.COALESCE):
    """Gives a task what it needs, and says what it does."""
    for name in resources:
        task.add_resource(name)
    for condition in conditions:
        task.add_condition(condition)
    if unique_key is not None:
        task.set_unique(unique_key, uniqueness)


def override_settings(Bg, override):
    """Has the objects that are given to tasks be made from named arguments."""

    @override
    class RetryPolicy(Bg.RetryPolicy):
        """Says how often a task that fails is tried again, and how many milliseconds it waits before each attempt.

        The predicate should_retry is called with the task and a TaskError, in the owner's thread; the exception is
        an attribute of the error.
        """

        # Where this would stand if that file had no end.
        __module__ = "gi.overrides.Bg"

        def __new__(cls, max_attempts=3, delay=1000, backoff=Bg.Backoff.EXPONENTIAL, max_delay=0, jitter=0.0,
                    should_retry=None):
            if should_retry is None:
                return Bg.RetryPolicy.new(max_attempts, backoff, delay, max_delay, jitter)

            def decide(task, error):
                return bool(should_retry(task, TaskError(error, getattr(task, "exception", None))))

            return Bg.RetryPolicy.new_for_errors(max_attempts, backoff, delay, max_delay, jitter, decide)

        def __init__(self, *args, **kwargs):
            pass
