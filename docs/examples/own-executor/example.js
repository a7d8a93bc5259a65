// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib, GObject} = imports.gi;

// Runs one task at a time in the main loop, when that has nothing more important to do.
const QuietExecutor = GObject.registerClass({
    Implements: [Bg.Executor],
}, class QuietExecutor extends GObject.Object {
    vfunc_get_room(_taskClass) {
        return this.task ? 0 : 1;
    }

    vfunc_submit(task) {
        this.task = task;
        GLib.idle_add(GLib.PRIORITY_LOW, () => this.begin());
    }

    begin() {
        const {task} = this;
        this.task = null;
        print(`Now: ${task.name}`);
        task.run_body();
        this.capacity_changed();
        return GLib.SOURCE_REMOVE;
    }
});

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();
manager.connect('task-group-finished::question', () => loop.quit());
const executor = new QuietExecutor();
const group = 'question';

const asked = manager.add_task(() => ({number: 6}), {name: 'ask', group, executor});
// As all functions that have no executor: in the main loop, too, but not by this one.
const computed = manager.add_task(({number}) => ({answer: number * 7}), {
    name: 'compute',
    group,
    upstream_task_ids: [asked],
});
manager.add_task(({answer}) => print(`The answer is ${answer}.`), {
    name: 'show',
    group,
    upstream_task_ids: [computed],
    executor,
});

manager.start_processing();
loop.run();
