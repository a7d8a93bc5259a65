/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

void add (Bg.TaskQueue queue, string name) {
  var what = queue.name;
  var task = new Bg.Task (task => {
    // In the thread of the main loop, so that widgets could be made here.
    print ("The %s %s\n", what, name);
    return true;
  });
  task.group = "preparations";
  try {
    queue.add_task (task, Bg.TaskQueuePriority.SOMETIME, name);
  } catch (Error error) {
    printerr ("%s\n", error.message);
  }
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (0);
  var executor = new Bg.IdleExecutor (manager, null);
  var pages = new Bg.TaskQueue ("page");
  var thumbnails = new Bg.TaskQueue ("thumbnails");

  manager.task_group_finished["preparations"].connect (group => loop.quit ());
  try {
    executor.add_queue (pages);
    executor.add_queue (thumbnails);
  } catch (Error error) {
    printerr ("%s\n", error.message);
  }

  add (thumbnails, "a to m");
  add (thumbnails, "n to z");
  add (pages, "welcome");
  add (pages, "settings");
  add (pages, "about");

  // The user opens a page before it was prepared, and then comes near the button for another one.
  pages.remove_task ("welcome");
  pages.update_task ("about", Bg.TaskQueuePriority.SOON);

  manager.start_processing ();
  loop.run ();
}
