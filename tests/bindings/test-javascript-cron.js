// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: cron expressions, and schedulers that run by them.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import System from 'system';

import {drain, equals, is, isRefusal, main, runUntil, throws} from './bgtest.js';

const HOUR = 3600 * 1000;

function utc(...args) {
    return GLib.DateTime.new_utc(...args, 0);
}

// A manager whose clock is the test's.
function makeManager() {
    const clock = new Bg.FakeClock();
    return [new Bg.TaskManager({processing: true, clock}), clock];
}

function advance(scheduler, clock, hours) {
    for (let i = 0; i < hours; i++) {
        clock.advance(HOUR);
        drain();
        runUntil(() => scheduler.dup_run() === null);
    }
}

const cron = {
    // R5.2: times after and before one, and the string again.
    string() {
        const expression = Bg.CronExpression.new('30 4 * *  mon; timezone=UTC');
        is(expression.to_string(), '30 4 * * mon; timezone=UTC');
        const after = expression.next_after(utc(2026, 1, 1, 0, 0));
        is(after.format('%F %T'), '2026-01-05 04:30:00');
        is(expression.previous_before(after).format('%F %T'), '2025-12-29 04:30:00');
    },

    // R5.2: fields by name, as strings and numbers.
    fields() {
        const expression = Bg.CronExpression.new_from_fields(new GLib.Variant('a{sv}', {
            day: GLib.Variant.new_string('last sun'),
            hour: GLib.Variant.new_int32(0),
            end_date: GLib.Variant.new_string('2026-02-28'),
            timezone: GLib.Variant.new_string('UTC'),
        }));
        is(expression.to_string(), 'hour=0; day=last sun; timezone=UTC; end_date=2026-02-28');
        const after = expression.next_after(utc(2026, 2, 1, 0, 0));
        is(after.format('%F'), '2026-02-22');
        is(expression.next_after(after), null);
    },

    // What is wrong is an exception that tells where.
    refused() {
        isRefusal(throws(() => Bg.CronExpression.new('0 24 * * *'), /Field “hour”, character 3/), Bg.Error.INVALID_ARGUMENT);
    },

    // An asynchronous function at certain times.
    runs() {
        const [manager, clock] = makeManager();
        const scheduler = new Bg.CronScheduler({
            expression: Bg.CronExpression.new('0 */2 * * *; timezone=UTC'), name: 'backup'});
        let n = 0;
        scheduler.set_func(async () => {
            await null;
            return ++n < 3;
        });
        scheduler.start(manager);
        drain();
        advance(scheduler, clock, 4);
        is(n, 2);
        is(scheduler.last_time.format('%F %T'), '2020-01-01 04:00:00');
        is(scheduler.dup_next_time().format('%T'), '06:00:00');
        advance(scheduler, clock, 2);
        runUntil(() => !scheduler.is_active());
        is(n, 3);
    },

    // R5.5: a task for each time, which it is told.
    item() {
        const [manager, clock] = makeManager();
        const seen = [];
        const scheduler = new Bg.CronScheduler({
            expression: Bg.CronExpression.new('@hourly; timezone=UTC'), missed: Bg.CronMissed.ALL, max_missed: 2});
        scheduler.set_task_func((_, time) => {
            const text = time.format('%T');
            return new Bg.FunctionTask(() => {
                seen.push(text);
            });
        });
        scheduler.start(manager);
        drain();
        clock.advance(5 * HOUR);
        runUntil(() => seen.length === 2);
        equals(seen, ['04:00:00', '05:00:00']);
        scheduler.stop(Bg.ShutdownMode.DISCARD);
        runUntil(() => !scheduler.is_active());
    },

    without_an_expression(manager) {
        const scheduler = new Bg.CronScheduler();
        scheduler.set_func(() => {});
        isRefusal(throws(() => scheduler.start(manager), /no expression/), Bg.Error.INVALID_ARGUMENT);
    },
};

System.exit(main(cron));
