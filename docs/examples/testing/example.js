// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

// What is to be tested: it reminds in an hour, and tries that a second time after a minute.
function ring(args, task) {
    if (task.attempt === 1) {
        print('The bell is stuck');
        throw new Error('The bell is stuck');
    }
    print('Ring!');
}

function remind(manager) {
    return manager.add_task(ring, {delay: 3600 * 1000, retry: {max_attempts: 2, delay: 60 * 1000}});
}

function advance(seconds) {
    print(`${seconds} seconds pass`);
    clock.advance(seconds * 1000);
    while (GLib.MainContext.default().iteration(false))
        ;
}

// The test, which takes no time.
const clock = new Bg.FakeClock();
const manager = new Bg.TaskManager({clock, default_executor: new Bg.InlineExecutor()});
manager.start_processing();

remind(manager);
advance(3599);
advance(1);
advance(60);

// When it is only the end that matters.
const id = remind(manager);
manager.stop_task(id);
const [task] = manager.wait([id]);
if (task.state === Bg.TaskState.STOPPED)
    print('Never mind');
