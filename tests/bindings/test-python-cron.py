#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: cron expressions, and schedulers that run by them."""

import threading

import bgtest
from gi.repository import Bg, GLib


def utc(*args):
    return GLib.DateTime.new_utc(*args, 0)


def fields(**values):
    """A dictionary as the library takes it."""
    return GLib.Variant("a{sv}", {name: GLib.Variant("i" if isinstance(value, int) else "s", value)
                                  for name, value in values.items()})


class Expressions(bgtest.TestCase):
    def test_string(self):
        """R5.2: times after and before one, and the string again."""
        expression = Bg.CronExpression.new("30 4 * *  mon; timezone=UTC")
        self.assertEqual(expression.to_string(), "30 4 * * mon; timezone=UTC")
        self.assertEqual(expression.get_time_zone().get_identifier(), "UTC")
        after = expression.next_after(utc(2026, 1, 1, 0, 0))
        self.assertEqual(after.format("%F %T"), "2026-01-05 04:30:00")
        before = expression.previous_before(after)
        self.assertEqual(before.format("%F %T"), "2025-12-29 04:30:00")

    def test_fields(self):
        """R5.2: fields by name, as strings and numbers."""
        expression = Bg.CronExpression.new_from_fields(fields(day="last sun", hour=0, end_date="2026-02-28", timezone="UTC"))
        self.assertEqual(expression.to_string(), "hour=0; day=last sun; timezone=UTC; end_date=2026-02-28")
        after = expression.next_after(utc(2026, 2, 1, 0, 0))
        self.assertEqual(after.format("%F"), "2026-02-22")
        self.assertIsNone(expression.next_after(after))
        zone = GLib.TimeZone.new_utc()
        self.assertEqual(expression.dup_end_date(zone).format("%F"), "2026-02-28")
        self.assertIsNone(expression.dup_start_date(zone))

    def test_refused(self):
        """What is wrong is an exception that tells where."""
        error = self.assert_refused(Bg.Error.INVALID_ARGUMENT, Bg.CronExpression.new, "0 24 * * *")
        self.assertEqual(error.message, "Field “hour”, character 3: 24 is not between 0 and 23")
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, Bg.CronExpression.new_from_fields, fields(hours=4))


class Schedulers(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.clock = Bg.FakeClock()
        self.manager = self.make_manager(start_processing=True, clock=self.clock)

    def start(self, scheduler):
        scheduler.start(self.manager)
        self.addCleanup(self.stop, scheduler)
        bgtest.drain()

    def stop(self, scheduler):
        scheduler.stop(Bg.ShutdownMode.DISCARD)
        bgtest.run_until(lambda: not scheduler.is_active())

    def pass_hours(self, scheduler, hours):
        for _ in range(hours):
            self.clock.advance(3600 * 1000)
            bgtest.drain()
            bgtest.run_until(lambda: scheduler.dup_run() is None)

    def test_runs(self):
        """A function at certain times, in a thread, until it returns False."""
        calls = []

        def work(name):
            calls.append((name, threading.get_ident() != self.home))
            return len(calls) < 3

        scheduler = Bg.CronScheduler(expression=Bg.CronExpression.new("0 */2 * * *; timezone=UTC"), name="backup")
        scheduler.set_func(work, "work")
        self.start(scheduler)
        self.pass_hours(scheduler, 4)
        self.assertEqual(calls, [("work", True)] * 2)
        self.assertEqual(scheduler.props.last_time.format("%F %T"), "2020-01-01 04:00:00")
        self.assertEqual(scheduler.dup_next_time().format("%T"), "06:00:00")
        self.pass_hours(scheduler, 2)
        bgtest.run_until(lambda: not scheduler.is_active())
        self.assertEqual(len(calls), 3)

    def test_item(self):
        """R5.5: a task for each time, which it is told."""
        seen = []

        def make_task(_scheduler, time):
            return Bg.Task(seen.append, (time.format("%T"),))

        scheduler = Bg.CronScheduler(expression=Bg.CronExpression.new("@hourly; timezone=UTC"),
                                     missed=Bg.CronMissed.ALL, max_missed=2)
        scheduler.set_task_func(make_task)
        self.start(scheduler)
        self.clock.advance(5 * 3600 * 1000)
        bgtest.run_until(lambda: len(seen) == 2)
        self.assertEqual(seen, ["04:00:00", "05:00:00"])

    def test_without_an_expression(self):
        scheduler = Bg.CronScheduler()
        scheduler.set_func(print)
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, scheduler.start, self.manager)

    def test_queue(self):
        """R5.1: a schedule for a queue, twice, submits each task once."""
        seen = []
        transport = Bg.Transport.new_for_uri("localmem://python-cron")
        task = Bg.QueuedTask.new("photos", fields(n=1))
        schedules = [Bg.QueueSchedule(name="clean_up", expression=Bg.CronExpression.new("@hourly; timezone=UTC"),
                                      transport=transport, task=task, clock=self.clock) for _ in range(2)]
        for schedule in schedules:
            schedule.connect("fired", lambda _, time, id, here: seen.append((time.format("%T"), id, here)))
            schedule.start()
            bgtest.run_until(lambda: schedule.dup_next_time() is not None)
        bgtest.drain()
        self.clock.advance(3600 * 1000)
        bgtest.run_until(lambda: len(seen) == 2)
        self.assertEqual(sorted(seen), [("01:00:00", "clean-up-20200101t010000z", here) for here in (False, True)])
        self.assertEqual(transport.poll_queue("photos", None), 1)
        for schedule in schedules:
            schedule.stop()
            self.assertFalse(schedule.is_active())


if __name__ == "__main__":
    bgtest.main()
