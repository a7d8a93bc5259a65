# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Groups that are any hashable, where C has strings. Private to the override of Bg.

A string is its own name. Whatever else is called a group gets a name for as long as there are tasks in the group.
"""

import contextlib
import itertools
import threading
import weakref

from gi.repository import GLib

from ._bg_bodies import is_plain

MARK = "\002"

_lock = threading.RLock()
_numbers = itertools.count(1)
_by_value = weakref.WeakValueDictionary()
_by_name = weakref.WeakValueDictionary()
_keepers = weakref.WeakValueDictionary()


class Group:
    """A group that is no string, and its name in C."""

    __slots__ = ("value", "name", "__weakref__")

    def __init__(self, value):
        self.value = value
        self.name = f"{MARK}group-{next(_numbers)}"


class Membership:
    """What a task in such a group holds.

    When the last one goes, the group is about to finish, and the handlers are to be told its value: so it stays until
    the main loop has nothing better to do.
    """

    __slots__ = ("group",)

    def __init__(self, group):
        self.group = group

    def __del__(self):
        keep_for_now(self.group)


class Keeper:
    """The groups that stay until an idle source of a main context has its turn."""

    __slots__ = ("groups", "__weakref__")

    def __init__(self):
        self.groups = []


def keep_for_now(group):
    source = GLib.main_current_source()
    if source is None:
        return
    context = source.get_context()
    with _lock:
        keeper = _keepers.get(context)
        if keeper is None:
            keeper = _keepers[context] = Keeper()
            idle = GLib.Idle(priority=GLib.PRIORITY_LOW)
            idle.set_callback(stop_keeping, keeper)
            idle.attach(context)
        keeper.groups.append(group)


def stop_keeping(keeper):
    with _lock:
        groups, keeper.groups = keeper.groups, []
        for context, other in list(_keepers.items()):
            if other is keeper:
                del _keepers[context]
    groups.clear()
    return GLib.SOURCE_REMOVE


def is_name(group):
    """Whether a group is known in C by just that name."""
    return group is None or (type(group) is str and not group.startswith(MARK) and is_plain(group))


def find_name(value):
    """The name of a group, or None if no task is in it."""
    if is_name(value):
        return value
    with _lock:
        group = _by_value.get(value)
    return None if group is None else group.name


def join(value):
    """What a member of the group has to hold, or None where it is known by its name anyway."""
    if is_name(value):
        return None
    with _lock:
        group = _by_value.get(value)
        if group is None:
            group = Group(value)
            _by_value[value] = _by_name[group.name] = group
    return Membership(group)


def to_value(name):
    """What was given as the group that C knows by a name."""
    if name is None or not name.startswith(MARK):
        return name
    with _lock:
        group = _by_name.get(name)
    return name if group is None else group.value


@contextlib.contextmanager
def held(name):
    """What was given as the group, which is going to be known for a while longer."""
    with _lock:
        group = _by_name.get(name)
    try:
        yield name if group is None else group.value
    finally:
        if group is not None:
            keep_for_now(group)
