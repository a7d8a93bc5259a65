// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: schedulers that run functions on the main loop, and schedulers written in JavaScript.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import System from 'system';

import {Gate, drain, equals, is, isRefusal, isTrue, main, matches, runUntil, throws} from './bgtest.js';

const Heart = GObject.registerClass({
    Implements: [Bg.Scheduler],
    Properties: {
        'name': GObject.ParamSpec.override('name', Bg.Scheduler),
        'active': GObject.ParamSpec.override('active', Bg.Scheduler),
    },
}, class Heart extends GObject.Object {
    events = [];
    #active = false;

    get name() {
        return 'heart';
    }

    get active() {
        return this.#active;
    }

    #setActive(active) {
        this.#active = active;
        this.notify('active');
    }

    vfunc_start() {
        if (this.events.includes('fail'))
            throw new GLib.Error(Bg.error_quark(), Bg.Error.FAILED, 'It does not beat');
        this.events.push('start');
        this.#setActive(true);
        return true;
    }

    vfunc_stop(mode) {
        this.events.push(mode);
        this.#setActive(false);
    }
});

// Has a scheduler run a function, and starts it.
function start(manager, scheduler, func) {
    scheduler.set_func(func);
    scheduler.start(manager);
}

function runToRest(scheduler) {
    runUntil(() => !scheduler.is_active());
}

function names(manager) {
    const list = Bg.SchedulerList.get_for_manager(manager);
    return Array.from({length: list.get_n_items()}, (_, i) => list.get_item(i).dup_name());
}

const schedulers = {
    // A12: a function at intervals, until it returns false.
    interval(manager) {
        manager.start_processing();
        const scheduler = new Bg.IntervalScheduler({name: 'tick', interval: 1});
        let n = 0;
        start(manager, scheduler, () => ++n < 5);
        equals(names(manager), ['tick']);
        runToRest(scheduler);
        is(n, 5);
        is(scheduler.n_runs, 5);
        equals(names(manager), []);
    },

    contradictions(manager) {
        const scheduler = new Bg.IntervalScheduler({interval: 1, delay: 1});
        scheduler.set_task_func(() => null);
        isRefusal(throws(() => scheduler.start(manager), /either an interval or a delay/), Bg.Error.INVALID_ARGUMENT);
    },

    // A12.5: an asynchronous function is not called again before it has ended, and then once.
    event(manager) {
        manager.start_processing();
        const gates = [];
        const scheduler = new Bg.EventScheduler();
        start(manager, scheduler, async () => {
            const gate = new Gate();
            gates.push(gate);
            await gate.passed;
        });
        isTrue(scheduler.trigger());
        runUntil(() => gates.length === 1);
        for (let i = 0; i < 10; i++)
            isTrue(scheduler.trigger());
        drain();
        is(gates.length, 1);
        gates[0].open();
        runUntil(() => gates.length === 2);
        gates[1].open();
        runUntil(() => scheduler.dup_run() === null);
        drain();
        is(gates.length, 2);
        scheduler.stop(Bg.ShutdownMode.DISCARD);
        runToRest(scheduler);
    },

    // A12.4: those that wait are run by a drain.
    queue(manager) {
        manager.start_processing();
        const seen = [];
        const scheduler = new Bg.QueueScheduler();
        for (const item of [2, 3, 4, 'text', 0.5])
            scheduler.push(item);
        isRefusal(throws(() => scheduler.push({a: 1}), /cannot be kept/), Bg.Error.INVALID_ARGUMENT);
        throws(() => scheduler.set_func(null), /TypeError/);
        start(manager, scheduler, ({item}) => {
            seen.push(item);
        });
        scheduler.stop(Bg.ShutdownMode.DRAIN);
        runToRest(scheduler);
        equals(seen, [2, 3, 4, 'text', 0.5]);
    },

    // A task is made for each run, with the item.
    tasks_of_any_kind(manager) {
        manager.start_processing();
        const seen = [];
        const scheduler = new Bg.QueueScheduler({name: 'queue'});
        scheduler.push(7);
        scheduler.set_task_func((_scheduler, item) => new Bg.FunctionTask(() => {
            seen.push(item);
            return false;
        }));
        scheduler.start(manager);
        runToRest(scheduler);
        equals(seen, [7]);
    },

    // A12.3: what is thrown is handed to the handler and the signal, and the scheduler goes on.
    failures(manager) {
        manager.start_processing();
        const errors = [];
        const failed = [];
        const scheduler = new Bg.LoopScheduler();
        scheduler.set_error_func((_scheduler, error) => errors.push(error.message));
        scheduler.connect('failed', (_scheduler, error) => failed.push(error.message));
        let n = 0;
        start(manager, scheduler, () => {
            if (++n < 3)
                throw new Error(`call ${n}`);
            return false;
        });
        runToRest(scheduler);
        equals(errors, ['call 1', 'call 2']);
        equals(failed, errors);
    },

    // A11.1: the interface can be implemented in JavaScript.
    own_kind(manager) {
        const heart = new Heart();
        isTrue(heart.start(manager));
        equals(names(manager), ['heart']);
        isRefusal(throws(() => heart.start(manager), /was started/), Bg.Error.TOO_LATE);
        heart.stop(Bg.ShutdownMode.DRAIN);
        equals(heart.events, ['start', Bg.ShutdownMode.DRAIN]);
        equals(names(manager), []);

        heart.events = ['fail'];
        matches(throws(() => heart.start(manager), /./).message, /does not beat/);
        isTrue(heart.register(manager));
        isTrue(heart.unregister(manager));
        is(heart.unregister(manager), false);
    },
};

System.exit(main(schedulers));
