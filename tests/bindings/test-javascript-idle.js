// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: functions that run on the main loop when that is idle, in queues that take turns.

import Bg from 'gi://Bg?version=1.0';
import GObject from 'gi://GObject';
import System from 'system';

import {
    Gate, Recorder, drain, equals, is, isRefusal, isTrue, main, matches, throws,
} from './bgtest.js';

const {SOON} = Bg.TaskQueuePriority;

// Is idle when the test says so.
const Monitor = GObject.registerClass({
    Implements: [Bg.IdleMonitor],
}, class Monitor extends GObject.Object {
    vfunc_start() {
        this.watching = true;
    }

    vfunc_stop() {
        this.watching = false;
    }

    vfunc_is_idle() {
        return true;
    }

    announce() {
        this.watching = false;
        this.emit('idle');
    }
});

const Careful = GObject.registerClass(class Careful extends Bg.TaskQueue {
    vfunc_cancel_task(name) {
        this.calls = [...this.calls ?? [], name];
        return super.vfunc_cancel_task(name);
    }
});

class Fixture {
    constructor(manager) {
        this.manager = manager;
        this.monitor = new Monitor();
        this.executor = new Bg.IdleExecutor({manager, monitor: this.monitor});
        this.recorder = new Recorder(manager);
        this.ran = [];
        manager.start_processing();
    }

    makeQueue(name, Kind = Bg.TaskQueue) {
        const queue = new Kind({name});
        this.executor.add_queue(queue);
        return queue;
    }

    add(queue, name, priority) {
        return queue.add_task(() => {
            this.ran.push(name);
            return name;
        }, priority, name);
    }

    runAll() {
        drain();
        while (this.monitor.watching) {
            this.monitor.announce();
            System.gc();
            drain();
        }
    }
}

const idle = {
    functions_take_turns(manager) {
        const fixture = new Fixture(manager);
        const [a, b, c] = ['a', 'b', 'c'].map(name => fixture.makeQueue(name));
        fixture.add(a, 'A1');
        fixture.add(b, 'B1');
        fixture.add(b, 'B2');
        fixture.add(c, 'C1');
        fixture.add(c, 'C2', SOON);
        fixture.runAll();
        equals(fixture.ran, ['C2', 'A1', 'B1', 'C1', 'B2']);
        equals(fixture.recorder.results, fixture.ran);
    },

    an_exception_disturbs_nobody(manager) {
        const fixture = new Fixture(manager);
        const queue = fixture.makeQueue('a');
        queue.add_task(() => {
            throw new Error('broken');
        });
        queue.add_task(async () => {
            await null;
            throw new Error('broken later');
        });
        fixture.add(queue, 'next');
        fixture.runAll();
        fixture.recorder.awaitEnds(3);
        equals(fixture.ran, ['next']);
        equals(fixture.recorder.ofKind('failed').map(event => event[3].message),
            ['broken', 'broken later']);
    },

    async_functions_hold_up_nobody(manager) {
        const fixture = new Fixture(manager);
        const queue = fixture.makeQueue('a');
        const gate = new Gate();
        const id = queue.add_task(async () => {
            await gate.passed;
            return {late: [1, 2]};
        }, SOON, 'late');
        queue.add_task(({late}) => late, 0, 'after', {upstream_task_ids: [id]});
        fixture.add(queue, 'next');
        fixture.runAll();
        equals(fixture.ran, ['next']);
        is(queue.get_task('late').state, Bg.TaskState.RUNNING);
        gate.open();
        fixture.recorder.awaitEnds(2);
        fixture.runAll();
        equals(fixture.recorder.results, ['next', {late: [1, 2]}, [1, 2]]);
        is(queue.get_task('late'), null);
    },

    an_executor_for_one_task(manager) {
        const fixture = new Fixture(manager);
        const {executor} = fixture;
        manager.add_task(({a}, task) => {
            isTrue(task instanceof Bg.Task);
            return a;
        }, {executor, args: {a: {b: 1}}});
        fixture.runAll();
        equals(fixture.recorder.results, [{b: 1}]);
        throws(() => manager.add_task(() => 0, {executor: new Bg.ThreadExecutor()}),
            /JavaScript cannot be called from another thread/);
    },

    queues_are_changed(manager) {
        const fixture = new Fixture(manager);
        const queue = fixture.makeQueue('a', Careful);
        queue.default_priority = 5;
        for (const name of ['x/1', 'y/1', 'x/2'])
            fixture.add(queue, name, 0);
        fixture.add(queue, 'default');
        isTrue(queue.update_task('y/1', 7));
        is(queue.update_all('x/', 6), 2);
        is(queue.update_matching(8, (task, name) => name === 'x/2'), 1);
        isTrue(queue.cancel_task('x/1'));
        isTrue(queue.pause_task('default'));
        is(fixture.executor.get_queue('a'), queue);
        fixture.runAll();
        equals(fixture.ran, ['x/2', 'y/1']);
        isTrue(queue.resume_task());
        isTrue(queue.resume_task('default'));
        fixture.runAll();
        equals(fixture.ran, ['x/2', 'y/1', 'default']);
        isTrue(!queue.managed);
        fixture.add(queue, 'z');
        isTrue(fixture.executor.remove_queue('a'));
        equals(queue.calls, ['x/1', null]);
    },

    misuse(manager) {
        const queue = new Fixture(manager).makeQueue('a');
        throws(() => queue.add_task('text'), /is not a function/);
        throws(() => queue.add_task(new Bg.FunctionTask(() => 0), 0, null, {}), /has its options already/);
        const begun = throws(() => queue.add_task(new Bg.FunctionTask(() => 0)), /./);
        isRefusal(begun, Bg.Error.INVALID_ARGUMENT);
        matches(begun.message, /main loop/);
    },

    a_priority_queue() {
        const queue = Bg.PriorityQueue.new_with_compare((a, priorityA, b, priorityB) => priorityA - priorityB);
        const [first, second] = [new Bg.TaskQueue(), new Bg.TaskQueue()];
        queue.add(second, 2);
        queue.add(first, 1);
        is(queue.poll(), first);
        is(queue.length, 1);
        is(queue.peek(), second);
    },
};

System.exit(main(idle));
