/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Held while nothing comes from the server. */
Mutex answers;

Bg.Task add (Bg.TaskManager manager, string name) throws Error {
  var task = new Bg.Task (task => {
    answers.lock ();
    answers.unlock ();
    task.return_value (name);
    return true;
  });
  task.name = name;
  task.group = "files";
  task.add_resource ("server");
  manager.add (task);
  return task;
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);
  Bg.Task map;

  // One at a time, and not more than ten in a second.
  manager.set_resource_limit ("server", 1);
  manager.set_resource_rate ("server", 10, 1000);

  answers = Mutex ();
  answers.lock ();
  try {
    add (manager, "photo");
    map = add (manager, "map");
    add (manager, "song");
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  ulong handler = 0;
  manager.task_completed["files"].connect ((id, group, result) => {
    stdout.printf ("Fetched the %s\n", result.get_string ());
  });
  handler = manager.notify["n-running"].connect (() => {
    stdout.printf ("The %s: %s\n", map.name, map.waiting_reason);
    manager.disconnect (handler);
    answers.unlock ();
  });
  manager.task_group_finished["files"].connect (group => loop.quit ());
  manager.start_processing ();
  loop.run ();
}
