// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();
const grid = manager.next_group_id();
const details = manager.next_group_id();

function load({name}) {
    return name;
}

function connect(client, group) {
    manager.connect(`task-completed::${group}`, (_manager, _id, _group, result) => {
        print(`${client}: ${result}`);
    });
}

// Two clients that know nothing of each other, each with a group that nobody else can have.
connect('grid', grid);
connect('details', details);
manager.connect(`task-group-finished::${details}`, () => loop.quit());

for (const name of ['thumbnail 1', 'thumbnail 2'])
    manager.add_task(load, {group: grid, args: {name}});
for (const name of ['histogram', 'colours'])
    manager.add_task(load, {group: details, args: {name}, priority: 10});

// The grid is closed: what it asked for and has not got stops, and the details do not notice.
manager.stop_task_group(grid);

manager.start_processing();
loop.run();
