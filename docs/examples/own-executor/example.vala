/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Runs one task at a time in the main loop, when that has nothing more important to do. */
class QuietExecutor : Object, Bg.Executor {
  Bg.Task? task;

  uint get_room (Bg.AdmissionClass task_class) {
    return task == null ? 1 : 0;
  }

  void submit (Bg.Task task) {
    this.task = task;
    Idle.add (begin, Priority.LOW);
  }

  bool begin () {
    var begun = (owned) task;
    print ("Now: %s\n", begun.name);
    begun.run_body ();
    capacity_changed ();
    return Source.REMOVE;
  }
}

uint64 add (Bg.TaskManager manager, Bg.Executor? executor, string name, owned Bg.TaskFunc func,
            uint64 upstream_id = 0) throws Error {
  var task = new Bg.Task ((owned) func);
  task.name = name;
  task.group = "question";
  task.executor = executor;
  if (upstream_id != 0)
    task.add_upstream (upstream_id);
  return manager.add (task);
}

bool ask (Bg.Task task) {
  task.return_value (new Variant.parsed ("{'number': <6>}"));
  return true;
}

bool compute (Bg.Task task) {
  var number = task.get_argument ("number").get_int ();
  task.return_value (new Variant.parsed ("{'answer': <%i>}", number * 7));
  return true;
}

bool show (Bg.Task task) {
  print ("The answer is %d.\n", task.get_argument ("answer").get_int ());
  return true;
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);
  var quiet = new QuietExecutor ();
  manager.task_group_finished["question"].connect (group => loop.quit ());

  try {
    var asked = add (manager, quiet, "ask", task => ask (task));
    // In a thread.
    var computed = add (manager, null, "compute", task => compute (task), asked);
    add (manager, quiet, "show", task => show (task), computed);
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  manager.start_processing ();
  loop.run ();
}
