#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A photo browser in Python: what is visible is loaded first, through one task manager.

    browser.py [--check] [FOLDER]

With --check it ends as soon as all visible photos have been loaded.
"""

import argparse
import pathlib
import sys

import gi

gi.require_version('Bg', '1.0')
gi.require_version('BgGtk', '1.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Bg, BgGtk, Gio, GLib, Gtk

SUFFIXES = {'.jpg', '.jpeg', '.png', '.svg', '.webp'}
COLUMNS, SIZE = 5, 256


def list_photos(folder):
    """Runs in a thread; what it returns arrives in the main loop."""
    return sorted(str(path) for path in pathlib.Path(folder).iterdir() if path.suffix.lower() in SUFFIXES)


class Browser(Gtk.Application):
    def __init__(self, options):
        super().__init__(application_id='io.github.taskmgr.PythonBrowser', flags=Gio.ApplicationFlags.NON_UNIQUE)
        self.options = options
        self.manager = Bg.TaskManager(start_processing=True, max_threads=2)
        self.manager.connect('task-completed::list', self.on_listed)
        self.manager.connect('task-failed::list', self.on_failed)
        self.photos = Gio.ListStore(item_type=Gio.File)
        self.visible = range(0)
        self.retriever = Bg.DataRetriever.new(self.manager)
        BgGtk.set_thumbnail_funcs(self.retriever, SIZE)
        self.adapter = Bg.ListModelAdapter.new(self.photos, self.retriever, lambda file: file.get_uri())

    def do_activate(self):
        factory = Gtk.SignalListItemFactory()
        factory.connect('setup', self.on_setup)
        factory.connect('bind', self.on_bind)
        factory.connect('unbind', self.on_unbind)
        grid = Gtk.GridView(model=Gtk.SingleSelection(model=self.adapter), factory=factory,
                            min_columns=COLUMNS, max_columns=COLUMNS)
        scrolled = Gtk.ScrolledWindow(child=grid, hscrollbar_policy=Gtk.PolicyType.NEVER)
        self.adjustment = scrolled.get_vadjustment()
        for signal in 'changed', 'value-changed':
            self.adjustment.connect(signal, self.on_scrolled)

        header = Gtk.HeaderBar()
        header.pack_end(BgGtk.TaskButton.new(self.manager))
        self.window = Gtk.ApplicationWindow(application=self, title='Photos', titlebar=header, child=scrolled,
                                            default_width=1000, default_height=700)
        self.window.connect('close-request', lambda window: self.manager.shut_down())
        self.window.present()
        self.manager.add_task(list_photos, group='list', task_args=[self.options.folder])
        if self.options.check:
            self.window.add_tick_callback(self.on_tick)

    def on_listed(self, manager, task_id, group, paths):
        self.photos.splice(0, 0, [Gio.File.new_for_path(path) for path in paths])

    def on_failed(self, manager, task_id, group, error, traceback):
        print(traceback, file=sys.stderr)
        self.options.failed = True
        self.window.close()

    def on_setup(self, factory, list_item):
        list_item.set_child(Gtk.Picture(content_fit=Gtk.ContentFit.COVER, height_request=150))

    def on_bind(self, factory, list_item):
        picture, item = list_item.get_child(), list_item.get_item()
        picture.set_alternative_text(item.get_item().get_basename())
        picture.binding = item.connect('notify::state', self.on_state, picture)
        self.on_state(item, None, picture)

    def on_unbind(self, factory, list_item):
        list_item.get_item().disconnect(list_item.get_child().binding)

    def on_state(self, item, pspec, picture):
        picture.set_paintable(item.get_object())
        picture.set_tooltip_text(item.get_error().message if item.get_error() else None)

    def on_scrolled(self, adjustment):
        n_rows = -(-self.photos.get_n_items() // COLUMNS)
        if n_rows > 0:
            row = max(1, adjustment.get_upper() / n_rows)
            first = int(adjustment.get_value() / row)
            end = int((adjustment.get_value() + adjustment.get_page_size()) / row) + 1
            self.visible = range(first * COLUMNS, min(end * COLUMNS, self.photos.get_n_items()))
            self.adapter.set_visible_range(self.visible.start, len(self.visible))

    def on_tick(self, window, clock):
        states = [self.adapter.get_item(i).get_state() for i in self.visible]
        if not states or Bg.DataItemState.EMPTY in states or Bg.DataItemState.LOADING in states:
            return True
        print(f'{self.photos.get_n_items()} photos, {states.count(Bg.DataItemState.LOADED)} shown')
        GLib.idle_add(window.close)
        return False


parser = argparse.ArgumentParser()
parser.add_argument('folder', nargs='?', default='/usr/share/backgrounds')
parser.add_argument('--check', action='store_true')
options = parser.parse_args(namespace=argparse.Namespace(failed=False))
sys.exit(Browser(options).run() or options.failed)
