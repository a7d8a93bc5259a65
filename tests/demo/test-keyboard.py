#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The browser is used by its keys and read by what it tells assistive technology."""

import subprocess
import sys

import demotest
from gi.repository import GLib

PROGRAM = sys.argv[1]
NAME = 'taskmgr-demo'
CONTROLS = 'push button', 'slider', 'list item', 'table', 'table cell'
# What GTK 4.8 says of the labels in its own window of keyboard shortcuts, and libadwaita 1.2 of a widget inside its own
# flap, if a frame comes while that unfolds.
KNOWN_NOISE = 'reported min width', 'Trying to snapshot AdwGizmo'
EVENTS = 'object:state-changed', 'object:property-change', 'object:children-changed', 'object:text-changed', 'window'


class Browser:
    """The running program, seen through its accessible tree. Conditions are looked at whenever something changes."""

    def __init__(self, folder):
        import pyatspi
        self.pyatspi = pyatspi
        for event in EVENTS:
            pyatspi.Registry.registerEventListener(self.changed, event)
        self.process = subprocess.Popen([PROGRAM, '--folder', folder], stderr=subprocess.PIPE, text=True)
        self.application = self.wait_for(self.find_application)
        self.expect('table cell', 'photo-00.jpg', 'focused')

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


def open_browser(root):
    demotest.need('xdotool')
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        raise demotest.Skipped('not installed: python3-pyatspi') from None
    return Browser(demotest.add_photos(root / 'photos', 24))


def everything_has_a_name(root):
    with open_browser(root) as browser:
        for role, name in (
            ('push button', 'Open Folder'),
            ('push button', 'Folders'),
            ('push button', 'Details'),
            ('push button', 'Pause Loading'),
            ('push button', 'Tasks'),
            ('push button', 'Main Menu'),
            ('slider', 'Thumbnail Size'),
            ('list', 'Folders'),
            ('table', 'Photos'),
            ('image', 'photo-00.jpg'),
            ('label', '24 photos'),
        ):
            browser.expect(role, name)
        for node in browser.walk():
            if browser.has_state(node, 'focusable') and node.getRoleName() in CONTROLS:
                assert node.name, f'a {node.getRoleName()} has no name'
                assert not node.name.startswith(('Gtk', 'Browser', '_')), node.name


def a_photo_is_opened_and_left(root):
    with open_browser(root) as browser:
        browser.press('Right', 'Return')
        browser.expect('label', '2 of 24')
        browser.expect_not('table cell', 'photo-01.jpg', 'focused')
        browser.press('Right')
        browser.expect('label', '3 of 24')
        browser.press('Page_Up', 'Left')
        browser.expect('label', '1 of 24')
        browser.press('plus')
        browser.expect('push button', 'Zoom Out', 'sensitive')
        browser.press('Escape')
        browser.expect('table cell', 'photo-00.jpg', 'focused')


def details_are_shown_for_the_selection(root):
    with open_browser(root) as browser:
        browser.press('alt+Return', 'Right')
        browser.expect('label', 'photo-01.jpg')
        browser.expect('label', '320 × 240')
        browser.press('Right')
        browser.expect('label', 'photo-02.jpg')
        browser.expect('push button', 'Details', 'pressed')
        browser.press('alt+Return')
        browser.expect_not('push button', 'Details', 'pressed')


def panes_and_meter_are_toggled(root):
    with open_browser(root) as browser:
        browser.expect('push button', 'Folders', 'pressed')
        browser.press('F9')
        browser.expect_not('push button', 'Folders', 'pressed')
        browser.press('ctrl+m')
        browser.expect('panel', 'Frame Meter')
        browser.expect('label', 'Managed')
        browser.press('ctrl+shift+n')
        browser.expect('label', 'Naive')
        browser.press('ctrl+m')
        browser.expect_not('panel', 'Frame Meter')


def loading_is_paused_and_resumed(root):
    with open_browser(root) as browser:
        browser.press('ctrl+p')
        browser.expect('push button', 'Resume Loading')
        browser.press('ctrl+p')
        browser.expect('push button', 'Pause Loading')


def keys_are_explained(root):
    with open_browser(root) as browser:
        browser.press('ctrl+question')
        browser.expect('label', 'Open the selected photo')
        browser.press('Escape')


demotest.run_tests([
    everything_has_a_name,
    a_photo_is_opened_and_left,
    details_are_shown_for_the_selection,
    panes_and_meter_are_toggled,
    loading_is_paused_and_resumed,
    keys_are_explained,
], shared=True)
