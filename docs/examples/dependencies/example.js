// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();

manager.connect('task-completed::area', (_manager, id, group, result) => {
    print(`The area is ${result}`);
    loop.quit();
});
manager.start_processing();

const sides = [
    manager.add_task(() => ({width: 6})),
    manager.add_task(async () => ({height: 7})),
];
manager.add_task(({width, height}) => width * height, {group: 'area', upstream_task_ids: sides});

loop.run();
