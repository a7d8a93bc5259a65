// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

function fetch({name}) {
    throw new Error(`${name} is not there`);
}

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();

manager.connect('task-failed', (_manager, id, group, error) => {
    print(`Task ${id} failed: ${error.message}`);
});
manager.connect('task-stopped', (_manager, id) => {
    print(`Task ${id} was stopped`);
});
manager.connect('task-group-finished', () => loop.quit());

const first = manager.add_task(fetch, {group: 'album', args: {name: 'photo.jpg'}});
// This one would need the first one's result, and fails with it.
manager.add_task(fetch, {group: 'album', args: {name: 'caption.txt'}, upstream_task_ids: [first]});
const unwanted = manager.add_task(fetch, {group: 'album', args: {name: 'draft.txt'}});

manager.stop_task(unwanted, false, false);
manager.start_processing();
loop.run();
