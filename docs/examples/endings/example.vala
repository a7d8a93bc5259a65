/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

bool fetch (string name) throws Error {
  throw new IOError.NOT_FOUND ("%s is not there", name);
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (1);

  manager.task_failed.connect ((id, group, error, traceback) => {
    print ("Task %llu failed: %s\n", id, error.message);
  });
  manager.task_stopped.connect ((id, group) => {
    print ("Task %llu was stopped\n", id);
  });
  manager.task_group_finished.connect (group => loop.quit ());

  try {
    var first = manager.add_task (task => fetch ("photo.jpg"), 0, "album", {});
    // This one would need the first one's result, and fails with it.
    manager.add_task (task => fetch ("caption.txt"), 0, "album", { first });
    var unwanted = manager.add_task (task => fetch ("draft.txt"), 0, "album", {});
    manager.stop_task (unwanted, false, false);
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  manager.start_processing ();
  loop.run ();
}
