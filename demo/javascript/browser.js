#!/usr/bin/env -S gjs -m
// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A photo browser in JavaScript: each visible photo is a native task that runs in a thread, and is
// stopped when the photo is scrolled out of sight.
//
//     browser.js [--check] [FOLDER]
//
// With --check it ends as soon as all visible photos have been loaded.

import Bg from 'gi://Bg?version=1.0';
import BgGtk from 'gi://BgGtk?version=1.0';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gtk from 'gi://Gtk?version=4.0';
import System from 'system';

const COLUMNS = 5, SIZE = 256, AT_ONCE = 100;
const PHOTO = /\.(jpe?g|png|svg|webp)$/i;

Gio._promisify(Gio.File.prototype, 'enumerate_children_async', 'enumerate_children_finish');
Gio._promisify(Gio.FileEnumerator.prototype, 'next_files_async', 'next_files_finish');

const Browser = GObject.registerClass(class Browser extends Gtk.Application {
    _init(options) {
        super._init({
            application_id: 'io.github.taskmgr.JavaScriptBrowser',
            flags: Gio.ApplicationFlags.NON_UNIQUE,
        });
        this._options = options;
        this._nBegun = 0;
        this._nEnded = 0;
        this._nShown = 0;
        this._photos = new Gio.ListStore({item_type: Gio.File.$gtype});
        this._manager = Bg.TaskManager.new(2);
        this._manager.start_processing();
    }

    vfunc_activate() {
        const factory = new Gtk.SignalListItemFactory();
        factory.connect('setup', (_factory, listItem) => {
            listItem.child = new Gtk.Picture({content_fit: Gtk.ContentFit.COVER, height_request: 150});
        });
        factory.connect('bind', (_factory, listItem) => this._load(listItem.child, listItem.item));
        factory.connect('unbind', (_factory, listItem) => listItem.child._task.stop());

        const grid = new Gtk.GridView({
            model: new Gtk.SingleSelection({model: this._photos}),
            factory,
            min_columns: COLUMNS,
            max_columns: COLUMNS,
        });
        const titlebar = new Gtk.HeaderBar();
        titlebar.pack_end(BgGtk.TaskButton.new(this._manager));
        this._window = new Gtk.ApplicationWindow({
            application: this,
            title: 'Photos',
            titlebar,
            child: new Gtk.ScrolledWindow({child: grid, hscrollbar_policy: Gtk.PolicyType.NEVER}),
            default_width: 1000,
            default_height: 700,
        });
        this._window.connect('close-request', () => {
            this._manager.shut_down();
            // What is still bound would be let go by the garbage collector, which may not call JavaScript.
            grid.model = null;
        });
        this._window.present();
        this._list().catch(error => this._fail(error));
        if (this._options.check)
            this._window.add_tick_callback(() => this._tick());
    }

    // Listing is asynchronous in GIO already: it needs no thread of ours.
    async _list() {
        const folder = Gio.File.new_for_path(this._options.folder);
        const entries = await folder.enumerate_children_async('standard::name', Gio.FileQueryInfoFlags.NONE,
            GLib.PRIORITY_DEFAULT, null);
        const names = [];
        let infos;
        do {
            infos = await entries.next_files_async(AT_ONCE, GLib.PRIORITY_DEFAULT, null);
            names.push(...infos.map(info => info.get_name()));
        } while (infos.length > 0);
        this._photos.splice(0, 0, names.filter(name => PHOTO.test(name)).sort().map(name => folder.get_child(name)));
    }

    async _load(picture, file) {
        const task = BgGtk.ThumbnailTask.new(file, SIZE);
        this._nBegun++;
        picture._task = task;
        picture.paintable = null;
        picture.alternative_text = file.get_basename();
        try {
            const texture = await this._manager.run(task);
            if (picture._task === task)
                picture.paintable = texture;
            this._nShown++;
        } catch (error) {
            if (picture._task === task)
                picture.tooltip_text = error.message;
        }
        this._nEnded++;
    }

    _fail(error) {
        printerr(error.message);
        this._options.failed = true;
        this._window.close();
    }

    _tick() {
        if (this._nBegun === 0 || this._nEnded < this._nBegun)
            return GLib.SOURCE_CONTINUE;
        print(`${this._photos.get_n_items()} photos, ${this._nShown} shown`);
        GLib.idle_add(GLib.PRIORITY_DEFAULT, () => this._window.close());
        return GLib.SOURCE_REMOVE;
    }
});

const options = {
    check: ARGV.includes('--check'),
    folder: ARGV.find(argument => !argument.startsWith('--')) ?? '/usr/share/backgrounds',
    failed: false,
};
const status = new Browser(options).run([System.programInvocationName]);
System.exit(options.failed ? 1 : status);
