# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How Python functions run in the thread of a loop. Private to the override of Bg."""


def run(run_there, function, args, kwargs):
    """Calls a function in the thread of a loop, and returns what it returns or raises what it raises."""
    outcomes = []

    def call(_cancellable, *_):
        try:
            outcomes.append((function(*args, **kwargs), None))
        except BaseException as exception:  # pylint: disable=broad-except
            outcomes.append((None, exception))
        return True

    run_there(call, None, None)
    result, exception = outcomes.pop()
    try:
        if exception is not None:
            raise exception
        return result
    finally:
        # The exception knows this frame.
        del exception
