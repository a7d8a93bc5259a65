/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

// Only the thread of the loop touches it, so it needs no lock.
int balance = 0;

void add (Bg.TaskManager manager, int amount) throws Error {
  var task = new Bg.Task (task => {
    balance += amount;
    task.return_value (balance);
    return true;
  });

  task.set_executor (Bg.Loops.get_for_manager (manager).get_executor ("ledger"));
  task.set_group ("deposits");
  manager.add (task);
}

void finish (Bg.Loop ledger) {
  try {
    int result = 0;

    ledger.run (cancellable => {
      result = balance;
      return true;
    });
    print ("In the end it is %d.\n", result);
  } catch (Error error) {
    printerr ("%s\n", error.message);
  }
}

void main () {
  var main_loop = new MainLoop ();
  var manager = new Bg.TaskManager (2);

  try {
    var ledger = Bg.Loops.get_for_manager (manager).start ("ledger");

    manager.task_completed["deposits"].connect ((id, group, result) => {
      print ("The balance is %d.\n", result.get_int ());
    });
    manager.task_group_finished["deposits"].connect (group => {
      finish (ledger);
      main_loop.quit ();
    });
    foreach (var amount in new int[] { 10, 20, 30 })
      add (manager, amount);
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return;
  }

  manager.start_processing ();
  main_loop.run ();
}
