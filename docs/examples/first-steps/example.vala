/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (1);

  manager.task_completed["texts"].connect ((id, group, result) => {
    print ("Task %llu counted %d words\n", id, result.get_int ());
  });
  manager.task_group_finished["texts"].connect (group => {
    print ("All %s are done\n", group);
    loop.quit ();
  });

  try {
    // The second one is more urgent.
    manager.add_task (task => {
      task.return_value ("to be or not to be".split (" ").length);
      return true;
    }, 0, "texts", {});
    manager.add_task (task => {
      task.return_value ("hello world".split (" ").length);
      return true;
    }, 10, "texts", {});
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  manager.start_processing ();
  loop.run ();
}
