#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The pages of the workbench do what they show: each is used, and read by what it tells assistive technology."""

import re
import subprocess
import sys

import accessible
import demotest
from gi.repository import GdkPixbuf, GLib

PROGRAM = sys.argv[1]
PAGES = 'Pools', 'Graph', 'Idle', 'Processes', 'Schedule', 'Exports'
WINDOWS = 'Workbench', 'Source'
# What the source that a page shows makes use of.
SOURCES = {
    'Pools': 'bg_thread_executor_configure',
    'Graph': 'multiply',
    'Idle': 'bg_idle_executor_new',
    'Processes': 'bg_process_executor_new',
    'Schedule': 'bg_interval_scheduler_new',
    'Exports': 'bg_transport_new_for_uri',
}
# The first photo of those that are exported.
EXPORTED = 'adwaita-l.webp'


class Workbench(accessible.Program):
    """The running program, with one of the pages open."""

    def __init__(self, folder, page):
        self.is_open = False
        super().__init__(PROGRAM, '--folder', folder)
        # A window gets keys once it has the focus.
        self.expect('frame', 'photos', 'active')
        self.press('ctrl+b')
        self.is_open = True
        self.expect('frame', 'Workbench', 'active')
        self.turn_to(page)

    def is_entered(self, node):
        """All but what is in the browser's window, in tabs, and in tables with their hundreds of characters."""
        role = node.getRoleName()
        return role not in ('table', 'page tab') and (role != 'frame' or not self.is_open or node.name in WINDOWS)

    def turn_to(self, page):
        """Opens a page by its key. The others are in the tree too, but their buttons do nothing while unseen."""
        self.press(f'alt+{PAGES.index(page) + 1}')
        self.expect('page tab', page, 'selected')

    def find_like(self, role, pattern):
        """The first thing in the windows whose name is like that."""
        return next((node for node in self.walk()
                     if node.getRoleName() == role and re.fullmatch(pattern, node.name, re.DOTALL)), None)

    def read(self, pattern, role='label'):
        return self.wait_for(lambda: self.find_like(role, pattern)).name

    def read_row(self, row, pattern):
        """What is to be read in one row, for where others may say the same."""
        item = self.expect('list item', row)
        self.wait_for(lambda: next((node for node in self.walk(item) if re.fullmatch(pattern, node.name)), None))

    def find_area(self, role, name):
        """Where such a thing is, once it has been given its place."""
        node = self.find(role, name, 'sensitive')
        area = node and node.queryComponent().getExtents(self.pyatspi.WINDOW_COORDS)
        return area if area and area.width > 0 and area.height > 0 else None

    def point_at(self, role, name):
        """Moves the pointer there; without a window manager the window is in the corner of the screen."""
        area = self.wait_for(lambda: self.find_area(role, name))
        subprocess.run(['xdotool', 'mousemove', str(area.x + area.width // 2), str(area.y + area.height // 2)],
                       check=True)

    def click(self, role, name):
        self.point_at(role, name)
        subprocess.run(['xdotool', 'click', '1'], check=True)

    def activate(self, name):
        """Presses a button, wherever it is.

        GTK ignores that while the button still looks pressed: what it did is to be read before the next time.
        """
        self.expect('push button', name, 'sensitive').queryAction().doAction(0)


def open_page(root, page):
    accessible.need()
    return Workbench(demotest.add_photos(root / 'photos', 1), page)


def fill_the_pool(workbench):
    """With low tasks, and 10 more than it takes."""
    for counts in '10 running, 0 waiting', '20 running, 0 waiting', '20 running, 10 waiting':
        workbench.activate('Add 10 Low Tasks')
        workbench.read_row('Low', counts)


def reserves_fill_by_class(root):
    with open_page(root, 'Pools') as workbench:
        fill_the_pool(workbench)
        workbench.activate('Add 10 Normal Tasks')
        workbench.read('25 slots taken', 'image')
        workbench.read_row('Normal', '5 running, 5 waiting')
        workbench.activate('Add 10 High Tasks')
        workbench.read('30 slots taken', 'image')
        workbench.read_row('High', '5 running, 5 waiting')
        workbench.activate('Add 10 Critical Tasks')
        workbench.read_row('Critical', '10 running, 0 waiting')
        workbench.read('40 slots taken', 'image')


def those_that_wait_take_the_slots_of_others(root):
    with open_page(root, 'Pools') as workbench:
        fill_the_pool(workbench)
        workbench.activate('Let 10 Go')
        workbench.read_row('Low', '20 running, 0 waiting')


def a_graph_runs_across_executors(root):
    with open_page(root, 'Graph') as workbench:
        workbench.activate('Run')
        workbench.read('Show: Completed', 'image')
        workbench.read('Tidy Up: Completed', 'image')


def a_failure_reaches_what_depends_on_it(root):
    with open_page(root, 'Graph') as workbench:
        workbench.activate('Run and Fail')
        workbench.read('Decode 2: Failed', 'image')
        workbench.read('Show: Upstream failed', 'image')
        workbench.read('Tidy Up: Upstream failed', 'image')
        workbench.read('Index: Completed', 'image')


def pages_are_made_while_nothing_is_done(root):
    """E1.11"""
    with open_page(root, 'Idle') as workbench:
        workbench.read('9 of 9 ready')
        workbench.click('list item', 'Greek')
        workbench.read('Greek was ready, and opened in .* ms')


def forget_and_pause(workbench):
    """Once the page has its places, and with nothing made any more."""
    workbench.read('9 of 9 ready')
    workbench.activate('Pause')
    workbench.expect('push button', 'Pause', 'pressed')
    workbench.activate('Forget All')
    workbench.read('0 of 9 ready')


def a_page_that_is_opened_early_is_made_at_once(root):
    """E1.11"""
    with open_page(root, 'Idle') as workbench:
        forget_and_pause(workbench)
        workbench.click('list item', 'Arrows')
        workbench.read('Arrows had to be made first, and opened in .* ms')
        workbench.read('1 of 9 ready')
        workbench.activate('Pause')
        workbench.read('9 of 9 ready')


def a_page_that_the_pointer_comes_near_is_next(root):
    """E1.11"""
    with open_page(root, 'Idle') as workbench:
        forget_and_pause(workbench)
        workbench.point_at('list item', 'Braille')
        workbench.read('Is next')
        workbench.activate('Pause')
        workbench.read('9 of 9 ready')


def a_child_is_killed_and_another_one_takes_over(root):
    with open_page(root, 'Processes') as workbench:
        workbench.expect('push button', 'Kill Child 4', 'sensitive')
        workbench.activate('Kill Child 1')
        text = workbench.read('Process [0-9]+ waits for orders\nBefore, process [0-9]+: .*9.*')
        new, old = re.findall('rocess ([0-9]+)', text)
        assert new != old


def schedulers_run(root):
    with open_page(root, 'Schedule') as workbench:
        workbench.activate('Trigger')
        workbench.activate('Push 5')
        workbench.read_row('When Triggered', '1 run, the last at [0-9:]+')
        workbench.read_row('Queue', '5 runs, the last at [0-9:]+')
        workbench.read_row('Every Second', '([3-9]|[0-9]{2,}) runs, the last at [0-9:]+')


def exports_go_on_without_the_window(root):
    with open_page(root, 'Exports') as workbench:
        workbench.expect('label', 'No Exports')
        workbench.activate('Export')
        workbench.read_row(EXPORTED, 'Waiting|Being exported|Done')
    # What has been done meanwhile, and what is done now, by the same process.
    with open_page(root, 'Exports') as workbench:
        workbench.read_row(EXPORTED, 'Done')
        workbench.activate('Clear')
        workbench.wait_for(lambda: workbench.find('list item', EXPORTED) is None)


def is_gone(workbench, node):
    try:
        return not workbench.has_state(node, 'visible')
    except GLib.Error:
        return True


def each_page_shows_source(root):
    for page, word in SOURCES.items():
        with open_page(root, page) as workbench:
            workbench.activate('View Source')
            dialog = workbench.expect('frame', 'Source')
            text = workbench.expect('text', 'C').queryText()
            assert word in text.getText(0, text.characterCount), page
            for language in 'Python', 'JavaScript':
                workbench.expect('text', language)
            close = next(node for node in workbench.walk(dialog) if node.name == 'Close')
            close.queryAction().doAction(0)
            # No look around while a window goes away: asked for one that is gone, GTK 4.8 crashes.
            workbench.wait_for(lambda: is_gone(workbench, dialog))
            workbench.expect('push button', 'View Source')


def everything_has_a_name(root):
    with open_page(root, 'Pools') as workbench:
        for page in PAGES:
            workbench.turn_to(page)
        for node in workbench.walk():
            if workbench.has_state(node, 'focusable') and node.getRoleName() in ('push button', 'toggle button'):
                assert node.name and not node.name.startswith('_'), f'a {node.getRoleName()} is called “{node.name}”'


def each_page_becomes_a_picture(root):
    seen = set()
    for page in PAGES:
        path = root / f'{page}.png'
        done = subprocess.run([PROGRAM, '--screenshot', path, '--scene', page.lower()], capture_output=True, text=True)
        assert done.returncode == 0, f'{page}: {done.returncode} {done.stderr}'
        complaints = [line for line in done.stderr.splitlines() if 'WARNING' in line or 'CRITICAL' in line]
        assert not complaints, complaints
        picture = GdkPixbuf.Pixbuf.new_from_file(str(path))
        assert picture.get_width() > 800 and picture.get_height() > 500
        assert picture.get_pixels() not in seen, f'{page} looks like another page'
        seen.add(picture.get_pixels())


demotest.run_tests([
    reserves_fill_by_class,
    those_that_wait_take_the_slots_of_others,
    a_graph_runs_across_executors,
    a_failure_reaches_what_depends_on_it,
    pages_are_made_while_nothing_is_done,
    a_page_that_is_opened_early_is_made_at_once,
    a_page_that_the_pointer_comes_near_is_next,
    a_child_is_killed_and_another_one_takes_over,
    schedulers_run,
    exports_go_on_without_the_window,
    each_page_shows_source,
    everything_has_a_name,
    each_page_becomes_a_picture,
], shared=True)
