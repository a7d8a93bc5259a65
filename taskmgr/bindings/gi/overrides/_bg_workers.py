# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Workers of durable queues as Python classes, with plain dictionaries, plain results, and exceptions."""

import functools
import traceback

from gi.repository import GLib

from ..module import get_introspection_module
from ..overrides import override
from ._bg_functions import guard
from ._bg_transport import to_variant, unpack

Bg = get_introspection_module("Bg")


def guard_process(do_process):
    """A body that is a method: what it returns is the result, and what it raises is the reason of the failure."""
    @functools.wraps(do_process)
    def guarded(self, delivery, cancellable):
        try:
            result = do_process(self, delivery, cancellable)
            if result is not None and not isinstance(result, bool):
                delivery.set_result(result)
            return result is not False
        except GLib.Error:
            raise
        except BaseException as error:  # pylint: disable=broad-except
            # What would end the program ends the attempt only.
            traceback.print_exc()
            reason = "".join(traceback.format_exception_only(type(error), error)).strip()
            raise GLib.Error(reason, GLib.quark_to_string(Bg.error_quark()), int(Bg.Error.SCRIPT)) from None
        finally:
            del self, delivery, cancellable
    return guarded


@override
class Worker(Bg.Worker):
    """Does what the tasks of a queue ask for, in its do_process(delivery, cancellable).

    What that returns is the result of the task, but None and True, which are none. When it raises, the task is tried
    again after a while.
    """

    # Where this would stand if that file had no end.
    __module__ = "gi.overrides.Bg"

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        guard(cls, do_process=guard_process)


@override
class Delivery(Bg.Delivery):
    """A task in the hands of a worker."""

    __module__ = "gi.overrides.Bg"

    def get_payload(self):
        """Gets what there is to do: a dictionary."""
        return unpack(super().get_payload())

    def set_result(self, result):
        """Sets what is kept with the task once it is done: anything that can be written as JSON."""
        super().set_result(None if result is None else to_variant(result))

    def report_progress(self, fraction, message=None):
        """Reports how far the work is, from 0 to 1, and what is to be said of it."""
        super().report_progress(fraction, message)

    def retry_in(self, milliseconds=-1, reason=None):
        """Has the task tried again later; -1 is for the usual delay."""
        super().retry_in(milliseconds, reason)
