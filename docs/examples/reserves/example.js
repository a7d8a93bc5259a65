// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

const {LOW, NORMAL, HIGH, CRITICAL} = Bg.AdmissionClass;

let most = 0;

// Threads cannot run JavaScript. These are commands, which end when they are stopped.
function addTasks(what, taskClass, nTasks, nRunning) {
    for (let i = 0; i < nTasks; i++)
        manager.add(new Bg.CommandTask({argv: ['sleep', 'infinity'], task_class: taskClass}));
    while (most < nRunning)
        GLib.MainContext.default().iteration(true);
    print(`${nTasks} ${what}: ${most} run`);
}

const processes = new Bg.ProcessExecutor({pool_size: 20, reserve_normal: 5, reserve_high: 5});
const manager = new Bg.TaskManager({default_executor: processes});
manager.connect('notify::n-running', () => {
    most = Math.max(most, manager.n_running);
});
manager.start_processing();

addTasks('low', LOW, 40, 20);
addTasks('normal', NORMAL, 40, 25);
addTasks('high', HIGH, 40, 30);
addTasks('critical', CRITICAL, 2, 32);

const loop = GLib.MainLoop.new(null, false);
manager.shut_down_async().then(() => loop.quit());
loop.run();
