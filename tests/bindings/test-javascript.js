// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: adding, priorities, groups, upstreams, results, failing, stopping, pausing, shutting down, awaiting.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gio from 'gi://Gio';
import System from 'system';

import {
    Gate, Recorder, drain, equals, is, isRefusal, isTrue, main, matches, rejects, runUntil, throws,
} from './bgtest.js';

const adding = {
    ids_count_from_one(manager) {
        equals([manager.add_task(() => 0), manager.add_pass_through_task(), manager.add_task(() => 0)], [1, 2, 3]);
        is(manager.n_pending, 3);
    },

    nothing_runs_before_the_start_or_inside_a_call(manager) {
        let ran = 0;
        manager.add_task(() => ran++);
        drain();
        is(ran, 0);
        manager.start_processing();
        manager.add_task(() => ran++);
        is(ran, 0);
        runUntil(() => ran === 2);
    },

    priorities_order(manager) {
        const recorder = new Recorder(manager);
        for (const priority of [null, 2, 10, 1, -1, -100])
            manager.add_task(() => priority, {priority});
        manager.start_processing();
        recorder.awaitEnds(6);
        equals(recorder.results, [10, 2, 1, null, -1, -100]);
    },

    priorities_can_be_changed(manager) {
        const recorder = new Recorder(manager);
        const ids = [0, 1, 2].map(number => manager.add_task(() => number));
        isTrue(manager.set_task_priority(ids[2], 5));
        manager.start_processing();
        recorder.awaitEnds(3);
        equals(recorder.results, [2, 0, 1]);
    },

    functions_run_one_a_turn(manager) {
        let ran = 0;
        for (let i = 0; i < 3; i++)
            manager.add_task(() => ran++);
        manager.start_processing();
        const turns = [];
        const source = GLib.idle_add(GLib.PRIORITY_DEFAULT_IDLE, () => {
            turns.push(ran);
            return GLib.SOURCE_CONTINUE;
        });
        runUntil(() => ran === 3);
        GLib.source_remove(source);
        isTrue(turns.includes(1) && turns.includes(2), `the main loop came round after ${turns}`);
    },

    arguments_and_the_task(manager) {
        const recorder = new Recorder(manager);
        const args = {a: 1};
        manager.add_task(function (given, task) {
            return [given, task.name, task.id, task instanceof Bg.Task];
        }, {args, name: 'Named', delay: 0, deadline: 60000, task_class: Bg.AdmissionClass.HIGH});
        args.a = 2;
        manager.start_processing();
        recorder.awaitEnds(1);
        equals(recorder.results, [[{a: 1}, 'Named', 1, true]]);
    },

    groups(manager) {
        const recorder = new Recorder(manager);
        const mine = new Recorder(manager, '::mine');
        manager.add_task(() => 'one', {group: 'mine'});
        manager.add_task(async () => 'two', {group: 'mine'});
        manager.add_task(() => 'alone');
        manager.start_processing();
        recorder.awaitEnds(3);
        runUntil(() => mine.ofKind('group-finished').length > 0);
        equals(recorder.ofKind('group-finished'), [['group-finished', 'mine']]);
        equals(mine.results.sort(), ['one', 'two']);
        is(recorder.ofKind('completed').find(event => event[1] === 3)[2], null);
    },

    group_ids(manager) {
        const group = manager.next_group_id();
        isTrue(group !== manager.next_group_id());
        const recorder = new Recorder(manager, `::${group}`);
        manager.add_task(() => 0, {group});
        manager.start_processing();
        recorder.awaitEnds(1);
        equals(recorder.events[0], ['completed', 1, group, 0]);
    },
};

const upstreams = {
    upstream_objects_become_arguments(manager) {
        const recorder = new Recorder(manager);
        const thing = new Map();
        const first = manager.add_task(() => ({a: 'first', b: thing}));
        const second = manager.add_task(async () => ({a: 'second'}));
        const number = manager.add_task(() => 5);
        const args = {a: 'own', c: 'own'};
        const both = manager.add_task(given => given, {upstream_task_ids: [first, second, number], args});
        const reversed = manager.add_task(given => given, {upstream_task_ids: [second, first], args});
        manager.start_processing();
        recorder.awaitEnds(5);
        equals(recorder.resultOf(both), {a: 'second', c: 'own', b: {}});
        equals(recorder.resultOf(reversed), {a: 'first', c: 'own', b: {}});
        is(recorder.resultOf(both).b, thing);
    },

    other_results_are_asked_for(manager) {
        const recorder = new Recorder(manager);
        const thing = [1, [2]];
        const first = manager.add_task(() => thing);
        manager.add_task((_, task) => task.get_upstream_result(first), {upstream_task_ids: [first]});
        manager.start_processing();
        recorder.awaitEnds(2);
        is(recorder.results[1], thing);
    },

    pass_through_joins(manager) {
        const recorder = new Recorder(manager);
        const first = manager.add_task(() => ({a: 1}));
        manager.add_pass_through_task({upstream_task_ids: [first], args: {a: 0, b: 2}, group: 'g'});
        manager.add_pass_through_task(new GLib.Variant('a{sv}', {b: GLib.Variant.new_int32(4)}), 3, null, [first]);
        manager.start_processing();
        recorder.awaitEnds(3);
        equals(recorder.results, [{a: 1}, {b: 4, a: 1}, {a: 1, b: 2}]);
    },

    tasks_in_c_take_part(manager) {
        const recorder = new Recorder(manager);
        const first = manager.add_task(() => ({n: 6, large: 2 ** 40, half: 0.5, s: 'text', yes: true, deep: {x: [1], y: 1}}));
        const native = Bg.Task.new_pass_through();
        native.add_upstream(first);
        native.set_argument('own', 'C');
        const second = manager.add(native);
        manager.add_task(args => args, {upstream_task_ids: [second]});
        manager.start_processing();
        recorder.awaitEnds(3);
        const {own, n, large, half, s, yes, deep} = recorder.results[2];
        equals([own, n, large, half, s, yes, deep], ['C', 6, 2 ** 40, 0.5, 'text', true, {y: 1}]);
        is(recorder.results[1].lookup_value('large', null).get_type_string(), 'x');
    },

    an_upstream_that_is_added_later(manager) {
        const recorder = new Recorder(manager);
        const last = manager.add_task(args => args);
        const first = manager.add_task(() => ({a: [1]}), {priority: -5});
        isTrue(manager.add_upstream(last, first));
        manager.start_processing();
        recorder.awaitEnds(2);
        equals(recorder.results[1], {a: [1]});
    },
};

const results = {
    every_kind_of_result_comes_back_unchanged(manager) {
        const recorder = new Recorder(manager);
        const things = [
            undefined, null, true, false, 0, -0, NaN, Infinity, 2 ** 31, 2 ** 53 - 1, -(2 ** 40), 1.5, '', 'ünï', 'nul\0in it',
            '\ud800', 10n, Symbol('s'), [], [1, [2]], {}, {a: {b: null}}, () => 1, new Map(), new Date(0), new Uint8Array(3),
            new Error('no failure'), Object.create(null), new Gio.ListStore(), new GLib.Variant('(is)', [1, 'x']), GLib,
            GLib.DateTime.new_now_utc(), class Thing {},
        ];
        for (const thing of things)
            manager.add_task(() => thing);
        manager.start_processing();
        recorder.awaitEnds(things.length);
        things.forEach((thing, index) => is(recorder.results[index], thing));
    },

    results_outlive_the_collector(manager) {
        const count = 300;
        const seen = [];
        manager.connect('task-completed', (_, id, group, result) => {
            System.gc();
            seen.push(result.deep.number);
        });
        for (let i = 0; i < count; i++)
            manager.add_task(() => ({deep: {number: i}}), {priority: -i});
        manager.start_processing();
        runUntil(() => seen.length === count);
        equals(seen, [...seen.keys()]);
    },

    a_task_keeps_its_result(manager) {
        const thing = {kept: true};
        const task = new Bg.FunctionTask(() => thing);
        manager.add(task);
        manager.start_processing();
        runUntil(() => task.is_ended());
        System.gc();
        is(task.get_result(), thing);
        is(task.state, Bg.TaskState.COMPLETED);
    },
};

const failing = {
    message_and_traceback(manager) {
        const recorder = new Recorder(manager);
        manager.add_task(function thrower() {
            throw new RangeError('wrong');
        });
        manager.add_task(async () => {
            await null;
            throw new TypeError('later');
        });
        manager.start_processing();
        recorder.awaitEnds(2);
        const [first, second] = recorder.events;
        equals([first[0], first[3].message, second[3].message], ['failed', 'wrong', 'later']);
        isRefusal(first[3], Bg.Error.SCRIPT);
        matches(first[4], /RangeError: wrong\n.*thrower@/);
        matches(second[4], /TypeError: later/);
    },

    whatever_is_thrown_is_a_failure(manager) {
        const recorder = new Recorder(manager);
        const thrown = [
            ['text', 'text'], ['', 'Error'], [undefined, 'undefined'], [null, 'null'], [5, '5'], [{}, '[object Object]'],
            [Symbol('s'), 'Symbol(s)'], [new Error(''), 'Error'], [Object.create(null), 'Error'], [new Error('  '), 'Error'],
        ];
        for (const [thing] of thrown) {
            manager.add_task(() => {
                throw thing;
            });
        }
        manager.start_processing();
        recorder.awaitEnds(thrown.length);
        equals(recorder.events.map(event => event[3].message), thrown.map(([, message]) => message));
    },

    errors_of_glib_stay_what_they_are(manager) {
        const recorder = new Recorder(manager);
        manager.add_task(() => Gio.File.new_for_path('/nowhere').load_contents(null));
        manager.start_processing();
        recorder.awaitEnds(1);
        isTrue(recorder.events[0][3].matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND));
    },

    dependents_fail_with_the_same_error(manager) {
        const recorder = new Recorder(manager);
        let ran = false;
        const first = manager.add_task(async () => {
            throw new Error('root');
        });
        const second = manager.add_task(() => {
            ran = true;
        }, {upstream_task_ids: [first]});
        manager.add_pass_through_task({upstream_task_ids: [second]});
        const roots = [];
        manager.connect('task-failed', (_, id) => roots.push(manager.dup_task(id).get_failed_upstream()));
        manager.start_processing();
        recorder.awaitEnds(3);
        equals(recorder.events.map(event => [event[0], event[1], event[3].message]),
            [1, 2, 3].map(id => ['failed', id, 'root']));
        equals([roots, ran], [[0, 1, 1], false]);
    },

    the_first_outcome_counts(manager) {
        const recorder = new Recorder(manager);
        manager.add_task((_, task) => {
            task.return_value(['first']);
            task.return_error(new Error('second'));
            return 'third';
        });
        manager.start_processing();
        recorder.awaitEnds(1);
        drain();
        equals(recorder.events, [['completed', 1, null, ['first']]]);
    },
};

const stopping = {
    stopping_what_waits(manager) {
        const recorder = new Recorder(manager);
        let ran = false;
        const id = manager.add_task(() => {
            ran = true;
        }, {group: 'g'});
        isTrue(manager.stop_task(id));
        is(manager.stop_task(id), false);
        is(manager.stop_task(99), false);
        manager.start_processing();
        recorder.awaitEnds(1);
        drain();
        equals([recorder.events, ran], [[['stopped', 1, 'g'], ['group-finished', 'g']], false]);
    },

    async stopping_what_runs(manager) {
        const recorder = new Recorder(manager);
        const gate = new Gate();
        let cancellable = null;
        const id = manager.add_task(async (_, task) => {
            cancellable = task.get_cancellable();
            await gate.passed;
            return 'never heard of';
        });
        manager.start_processing();
        runUntil(() => cancellable !== null);
        isTrue(manager.stop_task(id));
        isTrue(cancellable.is_cancelled());
        gate.open();
        await gate.passed;
        recorder.awaitEnds(1);
        drain();
        equals(recorder.events, [['stopped', 1, null]]);
    },

    flags_and_groups(manager) {
        const add = options => manager.add_task(() => 0, options);
        const first = add();
        const second = add({upstream_task_ids: [first]});
        add({upstream_task_ids: [first], group: 'g'});
        isTrue(manager.stop_task(second, false, false));
        is(manager.n_pending, 2);
        is(manager.stop_task_group('g'), 2);
        is(manager.stop_task_group('nobody'), 0);
        add();
        is(manager.stop_all_tasks(), 1);
        drain();
        is(manager.n_pending, 0);
    },

    async pausing(manager) {
        const recorder = new Recorder(manager);
        const gate = new Gate();
        let begun = false;
        const first = manager.add_task(() => {
            begun = true;
            return gate.passed;
        });
        manager.add_task(() => 0, {upstream_task_ids: [first]});
        manager.start_processing();
        runUntil(() => begun);
        manager.pause_processing();
        gate.open('passed');
        await gate.passed;
        recorder.awaitEnds(1);
        drain();
        equals([recorder.events, manager.n_pending], [[['completed', 1, null, 'passed']], 1]);
        manager.start_processing();
        recorder.awaitEnds(2);
    },

    async shutting_down(manager) {
        const recorder = new Recorder(manager);
        manager.add_task(() => 0);
        isTrue(await manager.shut_down_async(Bg.ShutdownMode.DRAIN));
        manager.shut_down();
        for (const add of [() => manager.add_task(() => 0), () => manager.add_pass_through_task()])
            isRefusal(throws(add, /shut down/), Bg.Error.SHUT_DOWN);
        equals(recorder.results, [0]);
        const other = new Bg.TaskManager();
        const stopped = new Recorder(other);
        other.add_task(() => 0);
        other.shut_down();
        stopped.awaitEnds(1);
        equals(stopped.events, [['stopped', 1, null]]);
    },

    progress(manager) {
        const seen = [];
        const gate = new Gate();
        const task = new Bg.FunctionTask(async (_, its_task) => {
            for (let i = 0; i <= 100; i++)
                its_task.report_progress(i / 100, `step ${i}`);
            await gate.passed;
            its_task.report_progress(1);
        });
        task.connect('notify::fraction', () => {
            seen.push([task.fraction, task.text]);
            gate.open();
        });
        manager.add(task);
        manager.start_processing();
        runUntil(() => task.is_ended());
        equals(seen[0], [1, 'step 100']);
        isTrue(seen.length <= 2, 'there were more reports than turns');
    },
};

const awaiting = {
    async functions_and_tasks(manager) {
        manager.start_processing();
        const thing = {a: [1]};
        is(await manager.run(() => thing), thing);
        is(await manager.run(async () => thing), thing);
        is(await manager.run(new Bg.FunctionTask(() => thing, {priority: 3})), thing);
        is(await manager.run(args => args.x, {args: {x: thing}}), thing);
        is(await manager.run(() => undefined), undefined);
        is((await manager.run(Bg.Task.new_pass_through())).get_type_string(), 'a{sv}');
        equals(await Promise.all([manager.run(() => 1), manager.run(() => 2)]), [1, 2]);
    },

    async what_was_thrown_is_thrown(manager) {
        manager.start_processing();
        const thrown = new RangeError('r');
        is(await rejects(manager.run(() => {
            throw thrown;
        })), thrown);
        is(await rejects(manager.run(() => Promise.reject(5))), 5);
    },

    async a_task_that_is_stopped(manager) {
        const promise = manager.run(() => 0);
        manager.stop_all_tasks();
        isTrue((await rejects(promise)).matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED));
        const cancellable = new Gio.Cancellable();
        const other = manager.run_async(new Bg.FunctionTask(() => 0), cancellable);
        cancellable.cancel();
        isTrue((await rejects(other)).matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED));
    },

    async refusals(manager) {
        throws(() => manager.run(5), /5 is not a function/);
        throws(() => manager.run(new Bg.FunctionTask(() => 0), {}), /options already/);
        isRefusal(await rejects(manager.run(() => 0, {upstream_task_ids: [99]})), Bg.Error.UNKNOWN_TASK);
        manager.shut_down();
        isRefusal(await rejects(manager.run(() => 0)), Bg.Error.SHUT_DOWN);
    },

    callbacks(manager) {
        manager.start_processing();
        const thing = new Map();
        let result = null;
        manager.run_async(new Bg.FunctionTask(() => thing), null, (source, res) => {
            result = source.run_finish(res);
        });
        runUntil(() => result !== null);
        is(result, thing);
    },
};

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
        const refusal = /JavaScript cannot be called from another thread. Instead, .*add_task\(\).*vfunc_start\(\).*Subprocess/;
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
        throws(add({upstream_task_ids: ['x']}), /"x", and must have ids/);
        throws(add({upstream_task_ids: 5}), /TypeError/);
        is(manager.n_pending, 0);
        const waiting = manager.add_task(() => 0);
        const stopped = manager.add_task(() => 0);
        const after = manager.add_task(() => 0, {upstream_task_ids: [waiting]});
        manager.stop_task(stopped);
        isRefusal(throws(add({upstream_task_ids: [99]}), /no task 99/), Bg.Error.UNKNOWN_TASK);
        isRefusal(throws(add({upstream_task_ids: [4]}), /itself/), Bg.Error.SELF_DEPENDENCY);
        isRefusal(throws(add({upstream_task_ids: [stopped]}), /stopped/), Bg.Error.UPSTREAM_STOPPED);
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

// The engine tells nobody what it has collected. So what is to be let go of has a file open, which is closed then.
function makeWitness() {
    return {file: Gio.File.new_for_path('/dev/zero').read(null)};
}

function countWitnesses() {
    const files = Gio.File.new_for_path('/proc/self/fd').enumerate_children('standard::symlink-target', 0, null);
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
            const first = manager.add_task(args => ({...args, result: makeWitness()}), {args: {argument: makeWitness()}});
            manager.add_task(args => [args], {upstream_task_ids: [first]});
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

imports.system.exit(main({
    ...adding, ...upstreams, ...results, ...failing, ...stopping, ...awaiting, ...kinds, ...releasing,
}));
