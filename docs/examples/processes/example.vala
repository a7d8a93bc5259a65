/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* This runs in a child process. */
bool work (Bg.ProcessWorker worker, Variant arguments) {
  if (worker.get_name () == "leave")
    Process.exit (3);
  var text = arguments.lookup_value ("stdout", VariantType.STRING).get_string ();
  worker.return_variant (new Variant.string (text.up ()));
  return true;
}

uint64 add_worker_task (Bg.TaskManager manager, Bg.Executor executor, string worker, uint64 upstream_id) throws Error {
  var task = new Bg.ProcessTask (worker, null);
  task.executor = executor;
  task.group = "workers";
  task.add_upstream (upstream_id);
  return manager.add (task);
}

void add_tasks (Bg.TaskManager manager, string program) throws Error {
  var executor = new Bg.ProcessExecutor (2);
  executor.register ("shout", { program });
  executor.register ("leave", { program });

  var hello = manager.add (new Bg.CommandTask ({ "echo", "Hello from a command" }));
  var shout = add_worker_task (manager, executor, "shout", hello);
  add_worker_task (manager, executor, "leave", shout);
}

int main (string[] args) {
  try {
    /* The program is its own worker. */
    if (Bg.ProcessWorker.is_wanted ()) {
      new Bg.ProcessWorker ().run ((worker, arguments) => work (worker, arguments));
      return 0;
    }

    var loop = new MainLoop ();
    var manager = new Bg.TaskManager (8);
    manager.task_completed["workers"].connect ((id, group, result) => stdout.printf ("%s", result.get_string ()));
    manager.task_failed["workers"].connect ((id, group, error, traceback) => {
      stdout.printf ("Task %s failed: %s\n", id.to_string (), error.message);
    });
    manager.task_group_finished["workers"].connect ((group) => loop.quit ());

    add_tasks (manager, args[0]);
    manager.start_processing ();
    loop.run ();
    return 0;
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return 1;
  }
}
