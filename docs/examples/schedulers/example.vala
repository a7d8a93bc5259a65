/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

async void save_and_quit (Bg.QueueScheduler queue, MainLoop loop) {
  try {
    for (int i = 2; i <= 4; i++) {
      queue.push (i);
    }
    yield queue.stop_async (Bg.ShutdownMode.DRAIN, null);
  } catch (Error error) {
    printerr ("%s\n", error.message);
  }
  loop.quit ();
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);
  var queue = new Bg.QueueScheduler ();
  var timer = new Bg.IntervalScheduler (10);
  int n_ticks = 0;

  queue.set_task_func ((scheduler, item) => new Bg.Task (task => {
    print ("Saved %d\n", task.get_argument ("item").get_int ());
    return true;
  }));
  timer.set_task_func (() => new Bg.Task (task => {
    print ("Tick %d\n", ++n_ticks);
    return n_ticks < 3;
  }));

  // When it has ticked for the last time, what is in the queue is saved before that stops.
  timer.notify["active"].connect (() => {
    if (!timer.active) {
      save_and_quit.begin (queue, loop);
    }
  });

  manager.start_processing ();
  try {
    queue.start (manager);
    timer.start (manager);
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  loop.run ();
}
