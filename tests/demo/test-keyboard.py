#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The browser is used by its keys and read by what it tells assistive technology."""

import sys

import accessible
import demotest

PROGRAM = sys.argv[1]
CONTROLS = 'push button', 'slider', 'list item', 'table', 'table cell'


class Browser(accessible.Program):
    """The running program, with a folder of photos."""

    def __init__(self, folder):
        super().__init__(PROGRAM, '--folder', folder)
        self.expect('table cell', 'photo-00.jpg', 'focused')


def open_browser(root):
    accessible.need()
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
