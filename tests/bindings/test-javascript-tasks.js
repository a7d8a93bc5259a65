// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: adding, priorities, groups, arguments, upstreams and results.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import Gio from 'gi://Gio';
import System from 'system';

import {
    Recorder, drain, equals, is, isTrue, main, runUntil,
} from './bgtest.js';

const adding = {
    ids_count_from_one(manager) {
        is(manager.add_task(() => 0), 1);
        is(manager.add_pass_through_task(), 2);
        is(manager.add_task(() => 0), 3);
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
        const [both, reversed] = [[first, second, number], [second, first]].map(
            upstream_task_ids => manager.add_task(given => given, {upstream_task_ids, args}));
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
        const get = (_, task) => task.get_upstream_result(first);
        manager.add_task(get, {upstream_task_ids: [first]});
        manager.start_processing();
        recorder.awaitEnds(2);
        is(recorder.results[1], thing);
    },

    pass_through_joins(manager) {
        const recorder = new Recorder(manager);
        const first = manager.add_task(() => ({a: 1}));
        manager.add_pass_through_task({upstream_task_ids: [first], args: {a: 0, b: 2}, group: 'g'});
        const mapping = new GLib.Variant('a{sv}', {b: GLib.Variant.new_int32(4)});
        manager.add_pass_through_task(mapping, 3, null, [first]);
        manager.start_processing();
        recorder.awaitEnds(3);
        equals(recorder.results, [{a: 1}, {b: 4, a: 1}, {a: 1, b: 2}]);
    },

    tasks_in_c_take_part(manager) {
        const recorder = new Recorder(manager);
        const deep = {x: [1], y: 1};
        const result = {n: 6, large: 2 ** 40, half: 0.5, s: 'text', yes: true, deep};
        const first = manager.add_task(() => result);
        const native = Bg.Task.new_pass_through();
        native.add_upstream(first);
        native.set_argument('own', 'C');
        const second = manager.add(native);
        manager.add_task(args => args, {upstream_task_ids: [second]});
        manager.start_processing();
        recorder.awaitEnds(3);
        const {own, ...others} = recorder.results[2];
        is(own, 'C');
        for (const name of ['n', 'large', 'half', 's', 'yes'])
            is(others[name], result[name]);
        equals(others.deep, {y: 1});
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
            undefined, null, true, false, 0, -0, NaN, Infinity, 2 ** 31, 2 ** 53 - 1, -(2 ** 40),
            1.5, '', 'ünï', 'nul\0in it', '\ud800', 10n, Symbol('s'), [], [1, [2]], {},
            {a: {b: null}}, () => 1, new Map(), new Date(0), new Uint8Array(3),
            new Error('no failure'), Object.create(null), new Gio.ListStore(), GLib,
            new GLib.Variant('(is)', [1, 'x']), GLib.DateTime.new_now_utc(), class Thing {},
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

System.exit(main({...adding, ...upstreams, ...results}));
