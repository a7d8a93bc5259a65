/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The server is busy at first, and does not have everything. */
bool fetch (Bg.Task task, string name) throws Error {
  print ("Attempt %u to fetch %s\n", task.attempt, name);
  if (name == "nothing")
    throw new IOError.NOT_FOUND ("There is no %s", name);
  if (task.attempt < 3)
    throw new IOError.BUSY ("The server is busy");
  task.return_value (name);
  return true;
}

uint64 add (Bg.TaskManager manager, Bg.RetryPolicy retry, string name, uint64 upstream_id = 0) throws Error {
  var task = new Bg.Task (task => fetch (task, name));
  task.group = "files";
  task.retry = retry;
  if (upstream_id != 0)
    task.add_upstream (upstream_id);
  return manager.add (task);
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);
  manager.task_completed["files"].connect ((id, group, result) => print ("Fetched %s\n", result.get_string ()));
  manager.task_failed["files"].connect ((id, group, error, traceback) => print ("Failed: %s\n", error.message));
  manager.task_group_finished["files"].connect (group => loop.quit ());

  // After 10 and 20 ms; a server would rather be given seconds.
  var retry = new Bg.RetryPolicy.for_errors (5, EXPONENTIAL, 10, 1000, 0.1,
                                             (task, error) => !(error is IOError.NOT_FOUND));
  try {
    var photo = add (manager, retry, "photo");
    add (manager, retry, "nothing", photo);
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  manager.start_processing ();
  loop.run ();
}
