/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

// What is to be tested: it reminds in an hour, and tries that a second time after a minute.
bool ring (Bg.Task task) throws Error {
  if (task.attempt == 1) {
    print ("The bell is stuck\n");
    throw new IOError.FAILED ("The bell is stuck");
  }
  print ("Ring!\n");
  return true;
}

uint64 remind (Bg.TaskManager manager) throws Error {
  var task = new Bg.Task (task => ring (task));
  task.delay = 3600 * 1000;
  task.retry = new Bg.RetryPolicy (2, CONSTANT, 60 * 1000, 0, 0);
  return manager.add (task);
}

void advance (Bg.FakeClock clock, uint seconds) {
  print ("%u seconds pass\n", seconds);
  clock.advance (seconds * 1000);
  while (MainContext.default ().iteration (false));
}

// The test, which takes no time.
void test (Bg.TaskManager manager, Bg.FakeClock clock) throws Error {
  remind (manager);
  advance (clock, 3599);
  advance (clock, 1);
  advance (clock, 60);

  // When it is only the end that matters.
  var id = remind (manager);
  manager.stop_task (id, false, false);
  var tasks = manager.wait ({ id }, -1);
  if (tasks[0].state == STOPPED)
    print ("Never mind\n");
}

int main () {
  var clock = new Bg.FakeClock ();
  var manager = (Bg.TaskManager) Object.new (typeof (Bg.TaskManager),
                                             clock: clock,
                                             default_executor: new Bg.InlineExecutor (),
                                             processing: true);
  try {
    test (manager, clock);
    return 0;
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return 1;
  }
}
