/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

bool find_factor (Bg.Task task, Cancellable? cancellable, int64 number) throws Error {
  for (int64 factor = 2; factor * factor <= number; factor++) {
    cancellable.set_error_if_cancelled ();
    if (number % factor == 0) {
      task.return_value (factor);
      return true;
    }
  }
  throw new IOError.NOT_FOUND ("%lld is prime", number);
}

async void run (Bg.TaskManager manager) {
  var task = new Bg.Task ((task, cancellable) => find_factor (task, cancellable, 1022117));

  try {
    unowned Value? value = yield manager.run_async (task, null);
    print ("It is divisible by %lld\n", value.get_int64 ());
  } catch (Error error) {
    print ("%s\n", error.message);
  }
}

void main () {
  var loop = new MainLoop ();
  var manager = new Bg.TaskManager (8);

  manager.start_processing ();
  run.begin (manager, () => loop.quit ());

  loop.run ();
}
