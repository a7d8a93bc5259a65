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
        self.wait_for(lambda: self.find('table cell', 'photo-00.jpg'))

    def changed(self, event):
        """What has changed is of no interest, but that it has: the main loop was woken."""

    def find_application(self):
        desktop = self.pyatspi.Registry.getDesktop(0)
        return next((program for program in desktop if program is not None and program.name == NAME), None)

    def wait_for(self, condition):
        while True:
            found = condition()
            if found:
                return found
            GLib.MainContext.default().iteration(True)

    def walk(self, node=None):
        node = node or self.application
        yield node
        for child in node:
            if child is not None:
                yield from self.walk(child)

    def find(self, role, name, showing=True):
        """The first that matches; name may be a function."""
        for node in self.walk():
            if node.getRoleName() != role:
                continue
            if not (name(node.name) if callable(name) else node.name == name):
                continue
            if not showing or node.getState().contains(self.pyatspi.STATE_SHOWING):
                return node
        return None

    def press(self, *keys):
        # There is no window manager: keys go to the window under the pointer.
        subprocess.run(['xdotool', 'mousemove', '500', '500', 'key', *keys], check=True)

    def expect(self, role, name):
        return self.wait_for(lambda: self.find(role, name))

    def expect_none(self, role, name):
        self.wait_for(lambda: not self.find(role, name))

    def quit(self):
        self.press('ctrl+q')
        stderr = self.process.communicate()[1]
        assert self.process.returncode == 0, f'{self.process.returncode} {stderr}'
        assert 'CRITICAL' not in stderr and 'WARNING' not in stderr, stderr


def open_browser(root):
    demotest.need('xdotool')
    try:
        import pyatspi  # noqa: F401
    except ImportError:
        raise demotest.Skipped('not installed: python3-pyatspi') from None
    return Browser(demotest.add_photos(root / 'photos', 24))


def everything_has_a_name(root):
    browser = open_browser(root)
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
        if node.getRoleName() in ('push button', 'slider', 'image') and node.getState().contains(
                browser.pyatspi.STATE_SHOWING):
            assert node.name and not node.name.startswith(('Gtk', '_')), f'{node.getRoleName()} {node.name!r}'
    browser.quit()


def a_photo_is_opened_and_left(root):
    browser = open_browser(root)
    browser.press('Right', 'Return')
    browser.expect('label', '2 of 24')
    browser.expect('image', 'photo-01.jpg')
    browser.press('Right')
    browser.expect('label', '3 of 24')
    browser.press('Page_Up', 'Left')
    browser.expect('label', '1 of 24')
    browser.press('plus')
    browser.wait_for(lambda: browser.find('push button', 'Zoom Out').getState().contains(
        browser.pyatspi.STATE_SENSITIVE))
    browser.press('Escape')
    browser.expect('table', 'Photos')
    browser.expect_none('label', '1 of 24')
    browser.quit()


def details_are_shown_for_the_selection(root):
    browser = open_browser(root)
    browser.press('alt+Return', 'Right')
    browser.expect('label', 'photo-01.jpg')
    browser.expect('label', '320 × 240')
    browser.expect('image', 'Histogram')
    browser.press('Right')
    browser.expect('label', 'photo-02.jpg')
    browser.press('alt+Return')
    browser.expect_none('label', 'photo-02.jpg')
    browser.quit()


def panes_and_meter_are_toggled(root):
    browser = open_browser(root)
    browser.press('F9')
    browser.expect_none('list', 'Folders')
    browser.press('F9')
    browser.expect('list', 'Folders')
    browser.press('ctrl+m')
    browser.expect('label', 'Frames per second')
    browser.expect('label', 'Managed')
    browser.press('ctrl+shift+n')
    browser.expect('label', 'Naive')
    browser.press('ctrl+m')
    browser.expect_none('label', 'Frames per second')
    browser.quit()


def loading_is_paused_and_resumed(root):
    browser = open_browser(root)
    browser.press('ctrl+p')
    browser.expect('push button', 'Resume Loading')
    browser.press('ctrl+p')
    browser.expect('push button', 'Pause Loading')
    browser.press('ctrl+t')
    browser.expect('label', lambda name: name in ('Nothing to do', 'Tasks'))
    browser.press('Escape')
    browser.quit()


def keys_are_explained(root):
    browser = open_browser(root)
    browser.press('ctrl+question')
    browser.expect('label', 'Open the selected photo')
    browser.press('Escape')
    browser.quit()


demotest.run_tests([
    everything_has_a_name,
    a_photo_is_opened_and_left,
    details_are_shown_for_the_selection,
    panes_and_meter_are_toggled,
    loading_is_paused_and_resumed,
    keys_are_explained,
])
