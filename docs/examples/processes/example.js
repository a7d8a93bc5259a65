// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;
const System = imports.system;

// This runs in a child process.
function work(worker, args, _cancellable) {
    if (worker.get_name() === 'leave')
        System.exit(3);
    const {stdout} = args.recursiveUnpack();
    worker.return_variant(GLib.Variant.new_string(stdout.toUpperCase()));
    return true;
}

// The program is its own worker.
if (Bg.ProcessWorker.is_wanted()) {
    const worker = new Bg.ProcessWorker();
    worker.run((_worker, args, cancellable) => work(worker, args, cancellable));
    System.exit(0);
}

function addWorkerTask(worker, upstreamId) {
    const task = new Bg.ProcessTask({worker, executor, group: 'workers'});
    task.add_upstream(upstreamId);
    return manager.add(task);
}

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();
manager.connect('task-completed::workers', (_manager, id, group, result) => print(result.trim()));
manager.connect('task-failed::workers', (_manager, id, group, error) => {
    print(`Task ${id} failed: ${error.message}`);
});
manager.connect('task-group-finished::workers', () => loop.quit());

const executor = new Bg.ProcessExecutor({pool_size: 2});
for (const name of ['shout', 'leave'])
    executor.register(name, ['gjs', System.programPath]);

const hello = manager.add(new Bg.CommandTask({argv: ['echo', 'Hello from a command']}));
const shout = addWorkerTask('shout', hello);
addWorkerTask('leave', shout);

manager.start_processing();
loop.run();
