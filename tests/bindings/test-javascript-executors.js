// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: where tasks run, when, how often, and with what.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import System from 'system';

import {
    Gate, Recorder, drain, equals, is, isRefusal, isTrue, main, matches, rejects, runUntil, throws,
} from './bgtest.js';

const {DELAYED, RUNNING} = Bg.TaskState;

// Takes so many tasks at once, and runs them when the test says so.
const Place = GObject.registerClass({
    Implements: [Bg.Executor],
}, class Place extends GObject.Object {
    _init(room = 1) {
        super._init();
        this.room = room;
        this.submitted = [];
        this.heard = [];
    }

    vfunc_get_room(_taskClass) {
        return Math.max(this.room - this.submitted.length, 0);
    }

    vfunc_submit(task) {
        this.heard.push(`submit ${task.name}`);
        this.submitted.push(task);
    }

    vfunc_stop(task) {
        this.heard.push(`stop ${task.name}`);
    }

    vfunc_drain() {
        this.heard.push('drain');
    }

    runOne() {
        const ended = this.submitted.shift().run_body();
        this.capacity_changed();
        drain();
        return ended;
    }
});

// Begins what it chooses.
const Chooser = GObject.registerClass({
    Implements: [Bg.Executor],
}, class Chooser extends GObject.Object {
    vfunc_get_room() {
        return 0;
    }
});

// Runs until the test ends it.
const Held = GObject.registerClass(class Held extends Bg.Task {
    vfunc_start() {
    }
});

// A manager for which no time passes but what the test says.
class Timeless {
    constructor() {
        this.clock = new Bg.FakeClock();
        this.manager = new Bg.TaskManager({
            clock: this.clock,
            default_executor: new Bg.InlineExecutor(),
        });
        this.recorder = new Recorder(this.manager);
        this.manager.start_processing();
    }

    advance(seconds) {
        drain();
        this.clock.advance(seconds * 1000);
        drain();
    }
}

const executors = {
    own_executor(manager) {
        const executor = new Place();
        const recorder = new Recorder(manager);
        manager.start_processing();
        const first = manager.add_task(() => ({number: 6}), {name: 'a', executor});
        const next = manager.add_task(({number}) => ({answer: number * 7}), {upstream_task_ids: [first]});
        manager.add_task(({answer}) => answer, {name: 'b', executor, upstream_task_ids: [next]});
        drain();
        equals(executor.heard, ['submit a']);
        is(manager.dup_task(first).state, RUNNING);
        is(executor.dup_manager(), manager);
        isTrue(executor.runOne());
        isTrue(executor.runOne());
        equals(recorder.results, [{number: 6}, {answer: 42}, 42]);
    },

    async it_hears_of_stopping_and_of_the_end(manager) {
        const executor = new Place();
        manager.start_processing();
        const id = manager.add_task(() => 0, {name: 'a', executor});
        drain();
        manager.stop_task(id);
        drain();
        equals(executor.heard, ['submit a', 'stop a']);
        isTrue(executor.runOne());
        await manager.shut_down_async(Bg.ShutdownMode.DRAIN);
        equals(executor.heard.slice(2), ['drain']);
    },

    async_functions_are_held(manager) {
        const executor = new Place();
        const recorder = new Recorder(manager);
        const gate = new Gate();
        manager.start_processing();
        manager.add_task(async () => {
            await gate.passed;
            return [1];
        }, {executor});
        drain();
        isTrue(!executor.runOne());
        is(manager.n_running, 1);
        gate.open();
        recorder.awaitEnds(1);
        equals(recorder.results, [[1]]);
    },

    it_chooses_by_itself(manager) {
        const executor = new Chooser();
        const recorder = new Recorder(manager);
        manager.start_processing();
        const [, id] = ['a', 'b'].map(name => manager.add_task(() => name, {executor}));
        drain();
        const task = manager.dup_task(id);
        isTrue(executor.begin_task(task));
        isTrue(!executor.begin_task(task));
        isTrue(task.run_body());
        drain();
        equals(recorder.results, ['b']);
    },

    threads_are_for_what_is_written_in_c(manager) {
        const threads = new Bg.ThreadExecutor({name: 'disk', pool_size: 2});
        throws(() => manager.add_task(() => 0, {executor: threads}), /JavaScript cannot/);
        const error = throws(() => threads.configure(20, 5, 5, 31, 0), /31/);
        isRefusal(error, Bg.Error.INVALID_ARGUMENT);
        is(threads.pool_size, 2);
        isTrue(threads.configure(20, 5, 5, 0, 0));
        is(threads.reserve_high, 5);
    },

    retry_with_a_predicate() {
        const {manager, recorder, clock} = new Timeless();
        const seen = [];
        const up = manager.add_task(() => ({x: [1]}));
        const id = manager.add_task(({x}, {attempt, exception}) => {
            seen.push([attempt, exception]);
            if (attempt < 3)
                throw new Error(`attempt ${attempt}`);
            return {x, attempt};
        }, {
            group: 'g',
            upstream_task_ids: [up],
            retry: {
                max_attempts: 5,
                delay: 1000,
                should_retry: (task, error) => {
                    seen.push([error.message, task.exception.message]);
                    return true;
                },
            },
        });
        const task = manager.dup_task(id);
        drain();
        clock.advance(999);
        drain();
        equals(seen, [[1, null], ['attempt 1', 'attempt 1']]);
        is(task.state, DELAYED);
        clock.advance(1);
        drain();
        clock.advance(2000);
        drain();
        equals(seen.slice(2), [[2, null], ['attempt 2', 'attempt 2'], [3, null]]);
        equals(task.get_result(), {x: [1], attempt: 3});
        is(task.exception, null);
        equals(recorder.ofKind('failed'), []);
        equals(recorder.ofKind('group-finished'), [['group-finished', 'g']]);
    },

    retry_in_the_main_loop_of_an_async_function(manager) {
        const recorder = new Recorder(manager);
        let called = 0;
        manager.start_processing();
        const fetch = async () => {
            await null;
            if (++called < 3)
                throw new Error(`attempt ${called}`);
            return called;
        };
        manager.add_task(fetch, {retry: new Bg.RetryPolicy(3, Bg.Backoff.CONSTANT, 0, 0, 0)});
        manager.add_task(() => Promise.reject(new Error('no')), {
            retry: {delay: 0, should_retry: () => false},
        });
        recorder.awaitEnds(2);
        equals(recorder.results, [3]);
        is(recorder.ofKind('failed').length, 1);
        throws(() => manager.add_task(() => 0, {retry: {attempts: 3}}), /no option attempts of retry/);
    },

    delay_deadline_and_time_limit() {
        const timeless = new Timeless();
        const {manager, recorder} = timeless;
        manager.add_task(() => 'delayed', {delay: 1000});
        manager.add_task(() => 'never', {delay: 3000, deadline: 2000});
        manager.add(new Held({time_limit: 1500}));
        manager.add_task(() => 'hour', {not_before: GLib.DateTime.new_utc(2020, 1, 1, 1, 0, 0)});
        timeless.advance(1);
        equals(recorder.results, ['delayed']);
        timeless.advance(0.5);
        timeless.advance(0.5);
        equals(recorder.ofKind('failed').map(event => event[1]), [3, 2]);
        for (const [, , , error] of recorder.ofKind('failed'))
            isRefusal(error, Bg.Error.TIMED_OUT);
        timeless.advance(3600);
        equals(recorder.results, ['delayed', 'hour']);
    },

    resources_and_conditions() {
        const timeless = new Timeless();
        const {manager, recorder} = timeless;
        const condition = new Bg.Condition({name: 'the printer is on'});
        manager.set_resource_limit('disk', 1);
        manager.set_resource_rate('server', 1, 1000);
        const held = new Held();
        held.add_resource('disk');
        manager.add(held);
        const ids = [
            manager.add_task(() => 'disk', {resources: ['disk']}),
            manager.add_task(() => 'first', {resources: ['server']}),
            manager.add_task(() => 'second', {resources: ['server']}),
            manager.add_task(() => 'printed', {conditions: [condition]}),
        ];
        const tasks = ids.map(id => manager.dup_task(id));
        drain();
        equals(recorder.results, ['first']);
        equals(tasks.map(task => task.waiting_reason), [
            'Waiting for “disk”, which is in use (1 of 1)',
            null,
            'Waiting until “server” may be used again',
            'Waiting until the printer is on',
        ]);
        held.return_value('held');
        condition.set_fulfilled(true);
        timeless.advance(1);
        equals(recorder.results.slice(1).sort(), ['disk', 'held', 'printed', 'second']);
        const error = throws(() => manager.add_task(() => 0, {resources: ['tape']}), /“tape”/);
        isRefusal(error, Bg.Error.INVALID_ARGUMENT);
    },

    the_same_once() {
        const {manager, recorder} = new Timeless();
        const add = (name, uniqueness) => manager.add_task(() => name, {unique_key: 'u', uniqueness});
        is(add('a', Bg.Uniqueness.KEEP), 1);
        is(add('b'), 1);
        is(add('c', Bg.Uniqueness.REPLACE), 2);
        drain();
        equals(recorder.results, ['c']);
        equals(recorder.ofKind('stopped').map(event => event[1]), [1]);
    },

    at_shut_down() {
        const {manager, recorder} = new Timeless();
        const goesOn = new Held({at_shut_down: Bg.AtShutDown.CONTINUE});
        manager.add(new Held());
        manager.add(goesOn);
        drain();
        manager.add_task(() => 'saved', {at_shut_down: Bg.AtShutDown.FINISH});
        manager.shut_down();
        drain();
        goesOn.return_value('went on');
        drain();
        equals(recorder.results, ['saved', 'went on']);
        equals(recorder.ofKind('stopped').map(event => event[1]), [1]);
    },

    async wait() {
        const {manager, recorder} = new Timeless();
        const add = () => [0, 1, 2].map(n => manager.add_task(() => [n], {priority: n}));
        const ids = add();
        equals(manager.wait(ids).map(task => task.get_result()), [[0], [1], [2]]);
        equals(recorder.results, [[2], [1], [0]]);
        isRefusal(throws(() => manager.wait(ids), /no task/), Bg.Error.UNKNOWN_TASK);
        equals((await manager.wait_async(add())).map(task => task.get_result()), [[0], [1], [2]]);
        const late = manager.add_task(() => 0, {delay: 1000});
        const error = await rejects(manager.wait_async([late], 0));
        isRefusal(error, Bg.Error.TIMED_OUT);
        matches(error.message, /^1 of 1/);
        let called = false;
        manager.wait_async([late], 0, () => {
            called = true;
        });
        runUntil(() => called);
        manager.shut_down();
    },
};

System.exit(main(executors));
