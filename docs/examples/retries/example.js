// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, Gio, GLib} = imports.gi;

// The server is busy at first, and does not have everything.
function fetch({name}, task) {
    print(`Attempt ${task.attempt} to fetch ${name}`);
    if (name === 'nothing')
        throw new Gio.IOErrorEnum({code: Gio.IOErrorEnum.NOT_FOUND, message: `There is no ${name}`});
    if (task.attempt < 3)
        throw new Error('The server is busy');
    return name;
}

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();
manager.connect('task-completed::files', (_manager, id, group, result) => print(`Fetched ${result}`));
manager.connect('task-failed::files', (_manager, id, group, error) => print(`Failed: ${error.message}`));
manager.connect('task-group-finished::files', () => loop.quit());

// After 10 and 20 ms; a server would rather be given seconds.
const retry = {
    max_attempts: 5,
    delay: 10,
    backoff: Bg.Backoff.EXPONENTIAL,
    max_delay: 1000,
    jitter: 0.1,
    should_retry: (task, error) => !error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND),
};
const photo = manager.add_task(fetch, {group: 'files', args: {name: 'photo'}, retry});
manager.add_task(fetch, {group: 'files', args: {name: 'nothing'}, retry, upstream_task_ids: [photo]});

manager.start_processing();
loop.run();
