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
        for event in EVENTS:
            pyatspi.Registry.registerEventListener(self.changed, event)
        self.process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        self.application = self.wait_for(self.find_application)

    def changed(self, event):
        """What has changed is of no interest, but that something has: it wakes the main loop."""

    def find_application(self):
        desktop = self.pyatspi.Registry.getDesktop(0)
        return next((program for program in desktop if program is not None and program.name == NAME), None)

    def wait_for(self, condition):
        context = GLib.MainContext.default()
        found = condition()
        while not found:
            context.iteration(True)
            while context.pending():
                context.iteration(False)
            found = condition()
        return found

    def walk(self, node=None):
        node = node or self.application
        yield node
        for child in node:
            if child is not None:
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
        self.press('ctrl+q')
        stderr = self.process.communicate()[1]
        assert self.process.returncode == 0, f'{self.process.returncode} {stderr}'
        complaints = [line for line in stderr.splitlines()
                      if ('CRITICAL' in line or 'WARNING' in line)
                      and not any(noise in line for noise in KNOWN_NOISE)]
        assert not complaints, complaints
