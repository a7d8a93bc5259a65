/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

void print_next_times (Bg.CronExpression nightly) {
  var time = new DateTime.utc (2026, 3, 27, 12, 0, 0);
  for (int i = 0; i < 3; i++) {
    time = nightly.next_after (time);
    print ("Next backup: %s\n", time.format ("%F %H:%M"));
  }
}

void run_hourly () throws Error {
  var loop = new MainLoop ();
  var clock = new Bg.FakeClock ();
  var manager = (Bg.TaskManager) Object.new (typeof (Bg.TaskManager), "clock", clock, "processing", true);
  var scheduler = new Bg.CronScheduler (new Bg.CronExpression ("@hourly; timezone=UTC"));

  scheduler.set_task_func ((scheduler, item) => new Bg.Task (task => {
    unowned var time = (DateTime) task.get_argument ("item").get_boxed ();
    print ("Backup for %s\n", time.format ("%H:%M"));
    return false;
  }));
  scheduler.start (manager);
  scheduler.notify["active"].connect (() => loop.quit ());

  // The computer slept for three hours.
  clock.advance (3 * 3600 * 1000);
  loop.run ();
}

void main () {
  try {
    print_next_times (new Bg.CronExpression ("30 2 * * *; timezone=Europe/Berlin"));
    try {
      new Bg.CronExpression ("30 24 * * *");
    } catch (Error error) {
      stdout.printf ("%s\n", error.message);
    }
    run_hourly ();
  } catch (Error error) {
    printerr ("%s\n", error.message);
  }
}
