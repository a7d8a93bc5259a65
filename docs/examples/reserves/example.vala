/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Held until the end, so that all that may run at once are seen. */
Mutex gate;
uint most;

void add_tasks (Bg.TaskManager manager, string what, Bg.AdmissionClass task_class, uint n_tasks,
                uint n_running) throws Error {
  for (uint i = 0; i < n_tasks; i++) {
    var task = new Bg.Task (task => {
      gate.lock ();
      gate.unlock ();
      return true;
    });
    task.task_class = task_class;
    task.group = "work";
    manager.add (task);
  }
  while (most < n_running)
    MainContext.default ().iteration (true);
  print ("%u %s: %u run\n", n_tasks, what, most);
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);
  var threads = new Bg.ThreadExecutor ("works", 20);
  manager.notify["n-running"].connect (() => most = uint.max (most, manager.n_running));
  manager.task_group_finished["work"].connect (group => loop.quit ());

  gate = Mutex ();
  gate.lock ();
  try {
    threads.configure (20, 5, 5, 0, 0);
    manager.default_executor = threads;
    manager.start_processing ();
    add_tasks (manager, "low", LOW, 40, 20);
    add_tasks (manager, "normal", NORMAL, 40, 25);
    add_tasks (manager, "high", HIGH, 40, 30);
    add_tasks (manager, "critical", CRITICAL, 2, 32);
  } catch (Error error) {
    printerr ("%s\n", error.message);
  }
  gate.unlock ();

  loop.run ();
}
