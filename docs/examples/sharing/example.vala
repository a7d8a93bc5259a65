/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

void add (Bg.TaskManager manager, string name, int priority, string group) {
  try {
    manager.add_task (task => {
      task.return_value (name);
      return true;
    }, priority, group, {});
  } catch (Error error) {
    printerr ("%s\n", error.message);
  }
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (1);
  var grid = manager.next_group_id ();
  var details = manager.next_group_id ();

  // Two clients that know nothing of each other, each with a group that nobody else can have.
  manager.task_completed[grid].connect ((id, group, result) => {
    print ("grid: %s\n", result.get_string ());
  });
  manager.task_completed[details].connect ((id, group, result) => {
    print ("details: %s\n", result.get_string ());
  });
  manager.task_group_finished[details].connect (group => loop.quit ());

  add (manager, "thumbnail 1", 0, grid);
  add (manager, "thumbnail 2", 0, grid);
  add (manager, "histogram", 10, details);
  add (manager, "colours", 10, details);

  // The grid is closed: what it asked for and has not got stops, and the details do not notice.
  manager.stop_task_group (grid, false, false);

  manager.start_processing ();
  loop.run ();
}
