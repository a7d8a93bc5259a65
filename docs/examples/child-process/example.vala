/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

class EchoTask : Bg.Task {
  public override void start () {
    ask.begin ();
  }

  async void ask () {
    try {
      var process = new Subprocess (SubprocessFlags.STDOUT_PIPE, "echo", "Hello from a child");
      string output;
      yield process.communicate_utf8_async (null, get_cancellable (), out output, null);
      return_value (output);
    } catch (Error error) {
      return_error (error);
    }
  }
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);

  manager.task_completed.connect ((id, group, result) => {
    print ("%s", result.get_string ());
    loop.quit ();
  });
  manager.start_processing ();

  try {
    manager.add (new EchoTask ());
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  loop.run ();
}
