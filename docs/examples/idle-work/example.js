// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

const {SOMETIME, SOON} = Bg.TaskQueuePriority;

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();
const executor = new Bg.IdleExecutor({manager});
const pages = new Bg.TaskQueue({name: 'page'});
const thumbnails = new Bg.TaskQueue({name: 'thumbnails'});

// In the thread of the main loop, so that widgets could be made here.
function prepare({what, name}) {
    print(`The ${what} ${name}`);
}

function add(queue, name) {
    queue.add_task(prepare, SOMETIME, name, {
        args: {what: queue.name, name},
        group: 'preparations',
    });
}

manager.connect('task-group-finished::preparations', () => loop.quit());
executor.add_queue(pages);
executor.add_queue(thumbnails);

for (const name of ['a to m', 'n to z'])
    add(thumbnails, name);
for (const name of ['welcome', 'settings', 'about'])
    add(pages, name);

// The user opens a page before it was prepared, and then comes near the button for another one.
pages.remove_task('welcome');
pages.update_task('about', SOON);

manager.start_processing();
loop.run();
