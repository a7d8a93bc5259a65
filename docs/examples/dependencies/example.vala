/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

bool measure (Bg.Task task, string side) {
  var sides = new VariantDict ();
  sides.insert_value (side, new Variant.int32 (side == "width" ? 6 : 7));
  task.return_value (sides.end ());
  return true;
}

bool multiply (Bg.Task task) {
  int width = task.get_argument ("width").get_int ();
  int height = task.get_argument ("height").get_int ();
  task.return_value (width * height);
  return true;
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);

  manager.task_completed["area"].connect ((id, group, result) => {
    print ("The area is %d\n", result.get_int ());
    loop.quit ();
  });
  manager.start_processing ();

  try {
    uint64[] sides = {
      manager.add_task (task => measure (task, "width"), 0, null, {}),
      manager.add_task (task => measure (task, "height"), 0, null, {})
    };
    manager.add_task (task => multiply (task), 0, "area", sides);
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  loop.run ();
}
