// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: failing, stopping, pausing, shutting down, progress and awaiting.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import Gio from 'gi://Gio';
import System from 'system';

import {
    Gate, Recorder, drain, equals, fail, is, isRefusal, isTrue, main, matches, rejects, runUntil,
    throws,
} from './bgtest.js';

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
            ['text', 'text'], ['', 'Error'], [undefined, 'undefined'], [null, 'null'], [5, '5'],
            [{}, '[object Object]'], [Symbol('s'), 'Symbol(s)'], [new Error(''), 'Error'],
            [Object.create(null), 'Error'], [new Error('  '), 'Error'],
        ];
        for (const [thing] of thrown) {
            manager.add_task(() => {
                throw thing;
            });
        }
        manager.start_processing();
        recorder.awaitEnds(thrown.length);
        const messages = recorder.events.map(event => event[3].message);
        equals(messages, thrown.map(([, message]) => message));
    },

    errors_of_glib_stay_what_they_are(manager) {
        const recorder = new Recorder(manager);
        manager.add_task(() => Gio.File.new_for_path('/nowhere').load_contents(null));
        manager.start_processing();
        recorder.awaitEnds(1);
        isTrue(recorder.events[0][3].matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND));
    },

    handlers_that_throw_do_not_disturb_others(manager) {
        const told = [];
        const signals = ['task-stopped', 'task-completed', 'task-failed', 'task-group-finished'];
        for (const signal of signals) {
            manager.connect(signal, () => fail('in a handler'));
            manager.connect(signal, () => told.push(signal));
            GLib.test_expect_message('Gjs', GLib.LogLevelFlags.LEVEL_CRITICAL, '*in a handler*');
        }
        manager.stop_task(manager.add_task(() => 0));
        manager.add_task(() => 0, {group: 'g'});
        manager.add_task(() => fail('in a body'), {group: 'g'});
        manager.start_processing();
        runUntil(() => told.includes('task-group-finished'));
        equals(told, signals);
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
        manager.connect('task-failed', (_, id) => {
            roots.push(manager.dup_task(id).get_failed_upstream());
        });
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
        const unknown = manager.run(() => 0, {upstream_task_ids: [99]});
        isRefusal(await rejects(unknown), Bg.Error.UNKNOWN_TASK);
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

System.exit(main({...failing, ...stopping, ...awaiting}));
