// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: kinds of tasks, what is refused, and what is let go of.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gio from 'gi://Gio';
import System from 'system';

import {
    drain, equals, is, isRefusal, isTrue, main, rejects, runUntil, throws,
} from './bgtest.js';

const Slow = GObject.registerClass(class Slow extends Bg.Task {
    vfunc_start() {
        GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
            this.return_value({slow: this.get_upstream_ids() ?? []});
            return GLib.SOURCE_REMOVE;
        });
    }
});

const Broken = GObject.registerClass(class Broken extends Bg.Task {
    vfunc_start() {
        throw new Error('broken');
    }
});

const BrokenLater = GObject.registerClass(class BrokenLater extends Bg.Task {
    async vfunc_start() {
        await null;
        throw new Error('broken later');
    }
});

const kinds = {
    async kinds_of_tasks(manager) {
        manager.start_processing();
        equals(await manager.run(new Slow({name: 'Slow', priority: 4})), {slow: []});
        is((await rejects(manager.run(new Broken()))).message, 'broken');
        is((await rejects(manager.run(new BrokenLater()))).message, 'broken later');
        const without = await rejects(manager.run(new Bg.Task()));
        isRefusal(without, Bg.Error.INVALID_ARGUMENT);
    },

    what_a_thread_would_call_is_refused(manager) {
        const refusal = /JavaScript cannot .* Instead, .*add_task\(\).*vfunc_start\(\).*Subprocess/;
        throws(() => Bg.Task.new(() => true), refusal);
        throws(() => new Bg.Task(() => true), refusal);
        throws(() => manager.add_task(() => true, 0, null, []), refusal);
        throws(() => new Bg.DataRetriever().set_check_func(() => true), refusal);
        throws(() => new Bg.DataRetriever().set_fetch_func(() => true), refusal);
        throws(() => GObject.registerClass(class Bad extends Bg.Task {
            vfunc_run() {
                return true;
            }
        }), /^Error: Bad implements vfunc_run\(\).*JavaScript cannot/);
        throws(() => GObject.registerClass(class BadRetriever extends Bg.DataRetriever {
            vfunc_fetch() {
                return true;
            }
        }), /vfunc_fetch/);
        throws(() => GObject.registerClass(class Worse extends Slow {
            vfunc_run() {
                return true;
            }
        }), /^Error: Worse implements/);
        is(manager.n_pending, 0);
    },

    misuse(manager) {
        const add = options => () => manager.add_task(() => 0, options);
        for (const thing of [undefined, null, 5, 'text', {}])
            throws(() => manager.add_task(thing), /is not a function/);
        throws(add(5), /not an object of options/);
        throws(add({prio: 5}), /There is no option prio/);
        throws(add({priority: 0.5}), /priority is 0.5/);
        throws(add({priority: 2 ** 31}), /priority/);
        throws(add({group: 5}), /group is 5/);
        throws(add({args: [1]}), /args is 1/);
        throws(add({upstream_task_ids: ['x']}), /"x", which is no id/);
        throws(add({upstream_task_ids: 5}), /TypeError/);
        is(manager.n_pending, 0);
        const waiting = manager.add_task(() => 0);
        const stopped = manager.add_task(() => 0);
        const after = manager.add_task(() => 0, {upstream_task_ids: [waiting]});
        manager.stop_task(stopped);
        isRefusal(throws(add({upstream_task_ids: [99]}), /no task 99/), Bg.Error.UNKNOWN_TASK);
        isRefusal(throws(add({upstream_task_ids: [4]}), /itself/), Bg.Error.SELF_DEPENDENCY);
        const late = throws(add({upstream_task_ids: [stopped]}), /stopped/);
        isRefusal(late, Bg.Error.UPSTREAM_STOPPED);
        isRefusal(throws(() => manager.add_upstream(waiting, after), /circle/), Bg.Error.CYCLE);
        const task = new Slow();
        manager.add(task);
        isRefusal(throws(() => manager.add(task), /added before/), Bg.Error.FOREIGN_TASK);
    },

    list_models(manager) {
        const model = Bg.TaskListModel.new(manager, null, 5);
        const ids = [1, 2, 3].map(() => manager.add_task(() => 0));
        runUntil(() => model.get_n_items() === 3);
        equals([...model].map(task => task.id), ids);
    },
};

// The engine tells nobody what it has collected. So what is to be let go of has a file open, which
// is closed then.
function makeWitness() {
    return {file: Gio.File.new_for_path('/dev/zero').read(null)};
}

function countWitnesses() {
    const folder = Gio.File.new_for_path('/proc/self/fd');
    const files = folder.enumerate_children('standard::symlink-target', 0, null);
    let count = 0;
    for (const info of files)
        count += info.get_symlink_target() === '/dev/zero' ? 1 : 0;
    return count;
}

function collect() {
    drain();
    System.gc();
    drain();
    System.gc();
}

const releasing = {
    everything_is_let_go_of(manager) {
        const use = () => {
            const args = {argument: makeWitness()};
            const first = manager.add_task(given => ({...given, result: makeWitness()}), {args});
            manager.add_task(given => [given], {upstream_task_ids: [first]});
            manager.add_task(async () => {
                throw makeWitness();
            });
            const captured = makeWitness();
            manager.stop_task(manager.add_task(() => captured));
        };
        use();
        let ends = 0;
        for (const kind of ['completed', 'failed', 'stopped'])
            manager.connect(`task-${kind}`, () => ends++);
        isTrue(countWitnesses() > 0);
        manager.start_processing();
        runUntil(() => ends === 4);
        collect();
        is(countWitnesses(), 0);
    },

    ten_thousand_tasks(manager) {
        let ended = 0;
        let most = 0;
        manager.connect('task-completed', () => ended++);
        manager.start_processing();
        for (let i = 0; i < 100; i++) {
            for (let j = 0; j < 100; j++)
                manager.add_task(() => ({result: makeWitness()}), {args: {j}, group: `group ${j}`});
            runUntil(() => ended === 100 * (i + 1));
            collect();
            most = Math.max(most, countWitnesses());
        }
        isTrue(most < 10, `there were up to ${most} results left`);
        is(countWitnesses(), 0);
    },
};

System.exit(main({...kinds, ...releasing}));
