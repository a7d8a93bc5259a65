// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

// Is kept when something comes from the server.
let answer;
const answers = new Promise(resolve => {
    answer = resolve;
});

async function fetch({name}) {
    await answers;
    return name;
}

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();

// One at a time, and not more than ten in a second.
manager.set_resource_limit('server', 1);
manager.set_resource_rate('server', 10, 1000);

const [, map] = ['photo', 'map', 'song'].map(name => {
    const id = manager.add_task(fetch, {args: {name}, name, group: 'files', resources: ['server']});
    return manager.dup_task(id);
});

manager.connect('task-completed::files', (_manager, id, group, result) => print(`Fetched the ${result}`));
manager.connect('task-group-finished::files', () => loop.quit());
manager.start_processing();

// When there is nothing more to begin.
GLib.idle_add(GLib.PRIORITY_LOW, () => {
    print(`The ${map.name}: ${map.waiting_reason}`);
    answer();
    return GLib.SOURCE_REMOVE;
});
loop.run();
