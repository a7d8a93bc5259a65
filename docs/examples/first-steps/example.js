// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

function countWords({text}) {
    return text.split(' ').length;
}

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();

manager.connect('task-completed::texts', (_manager, id, group, result) => {
    print(`Task ${id} counted ${result} words`);
});
manager.connect('task-group-finished::texts', (_manager, group) => {
    print(`All ${group} are done`);
    loop.quit();
});

// The second one is more urgent.
manager.add_task(countWords, {group: 'texts', args: {text: 'to be or not to be'}});
manager.add_task(countWords, {group: 'texts', args: {text: 'hello world'}, priority: 10});

manager.start_processing();
loop.run();
