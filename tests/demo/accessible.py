# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A program of the demo, used by its keys and read by what it tells assistive technology."""

import subprocess

import demotest
from gi.repository import GLib

NAME = 'taskmgr-demo'
# What GTK 4.8 says of the labels in its own window of keyboard shortcuts, and libadwaita 1.2 of a widget inside its own
# flap, if a frame comes while that unfolds.
KNOWN_NOISE = 'reported min width', 'Trying to snapshot AdwGizmo'
# How often, in milliseconds, a condition is looked at while it is waited for and nothing is heard.
INTERVAL = 200
EVENTS = 'object:state-changed', 'object:property-change', 'object:children-changed', 'object:text-changed', 'window'


def need():
    """Skips the test where there is nothing to press keys and to read windows with."""
    demotest.need('xdotool')
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        raise demotest.Skipped('not installed: python3-pyatspi') from None


class Program:
    """The running program, seen through its accessible tree. Conditions are looked at whenever something changes."""

    def __init__(self, *arguments):
        import pyatspi
        self.pyatspi = pyatspi
        # A program that has a lot to do answers late, and no answer at all is for the harness to notice.
        pyatspi.Atspi.set_timeout(GLib.MAXINT, -1)
        pyatspi.Registry.registerEventListener(self.changed, *EVENTS)
        self.process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        self.application = self.wait_for(self.find_application)

    def changed(self, event):
        """What has changed is of no interest, but that something has: it wakes the main loop."""

    def find_application(self):
        """The program that was started: one of before may be listed still."""
        return next((program for program in self.get_children(self.pyatspi.Registry.getDesktop(0))
                     if program.get_process_id() == self.process.pid and program.name == NAME), None)

    def look(self, condition):
        """Looks once; what goes away while it is looked at is not there."""
        assert self.process.poll() is None, f'it has ended: {self.process.returncode} {self.process.stderr.read()}'
        try:
            return condition()
        except GLib.Error:
            return None

    def wait_for(self, condition):
        """Waits in the main loop.

        Events alone do not do: some arrive while the tree is looked at, and of some changes GTK says nothing.
        """
        context = GLib.MainContext.default()
        timer = GLib.timeout_add(INTERVAL, lambda: GLib.SOURCE_CONTINUE)
        try:
            while not (found := self.look(condition)):
                context.iteration(True)
                while context.pending():
                    context.iteration(False)
        finally:
            GLib.source_remove(timer)
        return found

    def get_children(self, node):
        """Its children; iterating over the node itself would ask for their number before each of them."""
        for position in range(node.get_child_count()):
            child = node.get_child_at_index(position)
            if child is not None:
                yield child

    def is_entered(self, node):
        """Whether walks go into it."""
        return True

    def walk(self, node=None):
        node = node or self.application
        yield node
        if self.is_entered(node):
            for child in self.get_children(node):
                yield from self.walk(child)

    def has_state(self, node, state):
        return node.getState().contains(getattr(self.pyatspi, 'STATE_' + state.upper()))

    def find(self, role, name, state='visible'):
        """The first such thing in the window."""
        return next((node for node in self.walk()
                     if node.name == name and node.getRoleName() == role and self.has_state(node, state)), None)

    def press(self, *keys):
        # There is no window manager: keys go to the window under the pointer.
        subprocess.run(['xdotool', 'mousemove', '500', '500', 'key', *keys], check=True)

    def expect(self, role, name, state='visible'):
        return self.wait_for(lambda: self.find(role, name, state))

    def expect_not(self, role, name, state='visible'):
        self.wait_for(lambda: not self.find(role, name, state))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        """Ends it by the keyboard too, unless something went wrong before."""
        if error is not None:
            demotest.stop(self.process)
            return
        self.pyatspi.Registry.deregisterEventListener(self.changed, *EVENTS)
        self.press('ctrl+q')
        stderr = self.process.communicate()[1]
        assert self.process.returncode == 0, f'{self.process.returncode} {stderr}'
        complaints = [line for line in stderr.splitlines()
                      if ('CRITICAL' in line or 'WARNING' in line)
                      and not any(noise in line for noise in KNOWN_NOISE)]
        assert not complaints, complaints
