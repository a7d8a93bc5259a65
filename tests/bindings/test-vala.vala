/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Holds bodies until the test lets them go. */
class Gate : Object {
  Mutex mutex = Mutex ();
  Cond cond = Cond ();
  uint arrived = 0;
  bool is_open = false;

  public void pass () {
    mutex.lock ();
    arrived++;
    cond.broadcast ();
    while (!is_open) {
      cond.wait (mutex);
    }
    mutex.unlock ();
  }

  public void await_arrivals (uint n) {
    mutex.lock ();
    while (arrived < n) {
      cond.wait (mutex);
    }
    mutex.unlock ();
  }

  public void open () {
    mutex.lock ();
    is_open = true;
    cond.broadcast ();
    mutex.unlock ();
  }
}

/* Tells, when it goes, in which thread that was. */
class Witness : Object {
  public static int gone = 0;
  public static int gone_elsewhere = 0;
  public static unowned Thread<void*> home;

  ~Witness () {
    AtomicInt.inc (ref gone);
    if (Thread.self<void*> () != home) {
      AtomicInt.inc (ref gone_elsewhere);
    }
  }

  public int look () {
    return 1;
  }
}

/* Writes down what a manager says. */
class Recorder : Object {
  public GenericArray<string> events = new GenericArray<string> ();
  public uint ends = 0;

  public Recorder (Bg.TaskManager manager, string detail = "") {
    manager.task_completed.connect ((id, group, result) => {
      add (@"completed $id $(describe (result))");
    });
    manager.task_failed.connect ((id, group, error, traceback) => {
      add (@"failed $id $(error.message)");
    });
    manager.task_stopped.connect ((id, group) => add (@"stopped $id"));
    manager.task_group_finished.connect (group => events.add (@"finished $group"));
  }

  static string describe (Value result) {
    if (result.holds (typeof (int))) {
      return result.get_int ().to_string ();
    }
    if (result.holds (typeof (string))) {
      return result.get_string ();
    }
    return result.holds (typeof (void*)) ? "nothing" : result.type_name ();
  }

  void add (string text) {
    events.add (text);
    ends++;
  }

  public void await_ends (uint n) {
    run_until (() => ends >= n);
  }

  public void check (string expected) {
    assert_cmpstr (string.joinv ("; ", events.data), CompareOperator.EQ, expected);
  }
}

delegate bool Condition ();

void run_until (Condition condition) {
  while (!condition ()) {
    MainContext.default ().iteration (true);
  }
}

void drain () {
  while (MainContext.default ().iteration (false)) {
  }
}

bool answer (Bg.Task task, int number) {
  task.return_value (number);
  return true;
}

/* Runs a test that is asynchronous. */
delegate void Begin (owned AsyncReadyCallback callback);

void run_async (Begin begin) {
  bool done = false;
  begin (() => done = true);
  run_until (() => done);
}

void adding () {
  var manager = new Bg.TaskManager ();
  var recorder = new Recorder (manager);

  try {
    assert_cmpint ((int) manager.add_task (task => answer (task, 5)), CompareOperator.EQ, 1);
    assert_cmpint ((int) manager.add_pass_through_task (), CompareOperator.EQ, 2);
    assert_cmpint ((int) manager.add_task (task => true), CompareOperator.EQ, 3);
  } catch (Error error) {
    assert_no_error (error);
  }
  drain ();
  assert_cmpuint (manager.n_pending, CompareOperator.EQ, 3);
  manager.start_processing ();
  recorder.await_ends (3);
  assert_true ("completed 1 5" in recorder.events.data);
  assert_true ("completed 3 nothing" in recorder.events.data);
}

void priorities () {
  var manager = new Bg.TaskManager (1);
  var recorder = new Recorder (manager);

  try {
    foreach (var priority in new int[] { 0, 2, 10, 1, -1, -100 }) {
      manager.add_task (task => answer (task, priority), priority);
    }
    manager.set_task_priority (1, 3);
  } catch (Error error) {
    assert_no_error (error);
  }
  manager.start_processing ();
  recorder.await_ends (6);
  recorder.check ("completed 3 10; completed 1 0; completed 2 2; completed 4 1; completed 5 -1; "
                  + "completed 6 -100");
}

void groups () {
  var manager = new Bg.TaskManager (1);
  var mine = manager.next_group_id ();
  var told = "";

  manager.task_completed[mine].connect ((id, group, result) => told += @"$id ");
  manager.task_group_finished[mine].connect (group => told += "finished ");
  try {
    manager.add_task (task => true, 0, mine);
    manager.add_task (task => true, 0, "other");
    manager.add_task (task => true, 0, mine);
  } catch (Error error) {
    assert_no_error (error);
  }
  manager.start_processing ();
  run_until (() => "finished" in told);
  assert_cmpstr (told, CompareOperator.EQ, "1 3 finished ");
}

void upstreams () {
  var manager = new Bg.TaskManager (2);
  var recorder = new Recorder (manager);

  try {
    uint64[] both = {
      manager.add_task (task => {
        var mapping = new VariantDict ();
        mapping.insert ("a", "i", 6);
        task.return_value (mapping.end ());
        return true;
      }),
      manager.add_task (task => answer (task, 7))
    };
    manager.add_task (task => {
      int a = task.get_argument ("a").get_int ();
      int b = task.get_upstream_result (both[1]).get_int ();
      return answer (task, a * b);
    }, 0, null, both);
    var own = new VariantDict ();
    own.insert ("b", "i", 1);
    manager.add_pass_through_task (own.end (), 0, null, both);
  } catch (Error error) {
    assert_no_error (error);
  }
  manager.task_completed.connect ((id, group, result) => {
    if (id == 4) {
      var a = result.dup_variant ().lookup_value ("a", null);
      assert_cmpint (a.get_int32 (), CompareOperator.EQ, 6);
    }
  });
  manager.start_processing ();
  recorder.await_ends (4);
  assert_true ("completed 3 42" in recorder.events.data);
}

void failing () {
  var manager = new Bg.TaskManager (1);
  var recorder = new Recorder (manager);
  Error? told = null;
  string? where = null;

  manager.task_failed.connect ((id, group, error, traceback) => {
    if (id == 1) {
      told = error;
      where = traceback;
    }
  });
  try {
    var first = manager.add_task (task => {
      throw new IOError.NOT_FOUND ("not there");
    });
    manager.add_task (task => true, 0, null, { first });
    manager.add_task (task => false);
  } catch (Error error) {
    assert_no_error (error);
  }
  manager.start_processing ();
  recorder.await_ends (3);
  assert_error (told, IOError.quark (), IOError.NOT_FOUND);
  assert_true ("not there" in where);
  assert_cmpstr (recorder.events[0], CompareOperator.EQ, "failed 1 not there");
  assert_cmpstr (recorder.events[1], CompareOperator.EQ, "failed 2 not there");
  assert_true (recorder.events[2].has_prefix ("failed 3 "));
}

void stopping () {
  var manager = new Bg.TaskManager (1);
  var recorder = new Recorder (manager);
  var gate = new Gate ();
  bool cancelled = false;

  try {
    var running = manager.add_task ((task, cancellable) => {
      gate.pass ();
      cancelled = cancellable.is_cancelled ();
      return answer (task, 1);
    });
    var waiting = manager.add_task (task => true, 0, "g");
    manager.start_processing ();
    gate.await_arrivals (1);
    assert_true (manager.stop_task (running, false, false));
    assert_true (manager.stop_task (waiting, true, true));
    assert_false (manager.stop_task (waiting, true, true));
    assert_cmpuint (manager.stop_task_group ("g", true, true), CompareOperator.EQ, 0);
    gate.open ();
    manager.add_task (task => true);
  } catch (Error error) {
    assert_no_error (error);
  }
  recorder.await_ends (3);
  drain ();
  assert_true (cancelled);
  assert_true ("stopped 1" in recorder.events.data);
  assert_true ("stopped 2" in recorder.events.data);
  assert_true ("completed 3 nothing" in recorder.events.data);
}

void pausing () {
  var manager = new Bg.TaskManager (1);
  var recorder = new Recorder (manager);
  var gate = new Gate ();

  try {
    manager.add_task (task => {
      gate.pass ();
      return true;
    });
    manager.add_task (task => true);
  } catch (Error error) {
    assert_no_error (error);
  }
  manager.start_processing ();
  gate.await_arrivals (1);
  manager.pause_processing ();
  assert_false (manager.processing);
  gate.open ();
  recorder.await_ends (1);
  drain ();
  assert_cmpuint (manager.n_pending, CompareOperator.EQ, 1);
  manager.start_processing ();
  recorder.await_ends (2);
}

async void drain_manager () {
  var manager = new Bg.TaskManager (1);
  var recorder = new Recorder (manager);

  try {
    manager.add_task (task => answer (task, 1));
    assert_true (yield manager.shut_down_async (Bg.ShutdownMode.DRAIN));
  } catch (Error error) {
    assert_no_error (error);
  }
  recorder.check ("completed 1 1");
}

void shutting_down () {
  var manager = new Bg.TaskManager ();

  manager.shut_down ();
  manager.shut_down ();
  assert_true (manager.is_closed ());
  try {
    manager.add_task (task => true);
    assert_not_reached ();
  } catch (Bg.Error.SHUT_DOWN error) {
    assert_true (error.message != "");
  } catch (Error error) {
    assert_no_error (error);
  }
  run_async (callback => drain_manager.begin ((source, result) => callback (source, result)));
}

void refusals () {
  var manager = new Bg.TaskManager ();

  try {
    manager.add_task (task => true, 0, null, { 99 });
    assert_not_reached ();
  } catch (Error error) {
    assert_error (error, Bg.Error.quark (), Bg.Error.UNKNOWN_TASK);
  }
  try {
    var first = manager.add_task (task => true);
    var second = manager.add_task (task => true, 0, null, { first });
    manager.add_upstream (first, second);
    assert_not_reached ();
  } catch (Error error) {
    assert_error (error, Bg.Error.quark (), Bg.Error.CYCLE);
  }
  try {
    var task = new Bg.Task (() => true);
    manager.add (task);
    manager.add (task);
    assert_not_reached ();
  } catch (Error error) {
    assert_error (error, Bg.Error.quark (), Bg.Error.FOREIGN_TASK);
  }
  assert_cmpuint (manager.n_pending, CompareOperator.EQ, 3);
}

void progress () {
  var manager = new Bg.TaskManager ();
  var seen = 0.0;
  var notifies = 0;
  var task = new Bg.Task (task => {
    for (int i = 0; i <= 1000; i++) {
      task.report_progress (i / 1000.0, @"step $i");
    }
    return true;
  });

  task.notify["fraction"].connect (() => {
    assert_true (Thread.self<void*> () == Witness.home);
    seen = task.fraction;
    notifies++;
  });
  try {
    manager.add (task);
  } catch (Error error) {
    assert_no_error (error);
  }
  manager.start_processing ();
  run_until (() => task.is_ended () && seen == 1);
  assert_cmpint (notifies, CompareOperator.LT, 1001);
  assert_cmpstr (task.dup_text (), CompareOperator.EQ, "step 1000");
}

/* A body in a worker thread. */
class Doubling : Bg.Task {
  int number;

  public Doubling (int number) {
    Object (name: "Doubling", priority: 3);
    this.number = number;
  }

  public override bool run (Cancellable cancellable) throws Error {
    if (number == 0) {
      throw new Bg.Error.INVALID_ARGUMENT ("nothing to double");
    }
    assert_true (Thread.self<void*> () != Witness.home);
    return_value (number * 2);
    return true;
  }
}

/* A body that is asynchronous. */
class Later : Bg.Task {
  public override void start () {
    Idle.add (() => {
      return_value ("later");
      return Source.REMOVE;
    });
  }
}

async void await_tasks () {
  var manager = new Bg.TaskManager ();

  manager.start_processing ();
  try {
    var lambda = new Bg.Task (task => answer (task, 3));
    assert_cmpint ((yield manager.run_async (lambda)).get_int (), CompareOperator.EQ, 3);
    var doubling = new Doubling (4);
    assert_cmpint ((yield manager.run_async (doubling)).get_int (), CompareOperator.EQ, 8);
    var later = new Later ();
    assert_cmpstr ((yield manager.run_async (later)).get_string (), CompareOperator.EQ, "later");
    var nothing = new Bg.Task (() => true);
    assert_true ((yield manager.run_async (nothing)) == null);
    yield manager.run_async (new Doubling (0));
    assert_not_reached ();
  } catch (Bg.Error.INVALID_ARGUMENT error) {
    assert_cmpstr (error.message, CompareOperator.EQ, "nothing to double");
  } catch (Error error) {
    assert_no_error (error);
  }
}

async void await_a_stopped_task () {
  var manager = new Bg.TaskManager ();
  var cancellable = new Cancellable ();
  var task = new Bg.Task (() => true);

  Idle.add (() => {
    cancellable.cancel ();
    return Source.REMOVE;
  });
  try {
    yield manager.run_async (task, cancellable);
    assert_not_reached ();
  } catch (IOError.CANCELLED error) {
    assert_true (task.state == Bg.TaskState.STOPPED);
  } catch (Error error) {
    assert_no_error (error);
  }
}

void awaiting () {
  run_async (callback => await_tasks.begin ((source, result) => callback (source, result)));
  run_async (callback => {
    await_a_stopped_task.begin ((source, result) => callback (source, result));
  });
}

void add_with_witness (Bg.TaskManager manager, Gate? gate = null) {
  var witness = new Witness ();

  try {
    manager.add_task (task => {
      if (gate != null) {
        gate.pass ();
      }
      var result = new Witness ();
      task.return_value (result);
      return witness.look () == 1;
    });
  } catch (Error error) {
    assert_no_error (error);
  }
}

void releasing () {
  var manager = new Bg.TaskManager (1);
  var recorder = new Recorder (manager);
  var gate = new Gate ();

  Witness.gone = Witness.gone_elsewhere = 0;
  add_with_witness (manager);
  add_with_witness (manager, gate);
  add_with_witness (manager);
  manager.start_processing ();
  gate.await_arrivals (1);
  manager.stop_task (3, false, false);
  manager.stop_task (2, false, false);
  gate.open ();
  recorder.await_ends (3);
  run_until (() => Witness.gone == 5);
  assert_cmpint (Witness.gone_elsewhere, CompareOperator.EQ, 0);
}

void list_models () {
  var manager = new Bg.TaskManager ();
  var model = new Bg.TaskListModel (manager);

  try {
    manager.add_task (task => true, 0, "g");
    manager.add_task (task => true);
  } catch (Error error) {
    assert_no_error (error);
  }
  run_until (() => model.get_n_items () == 2);
  assert_cmpstr (((Bg.Task) model.get_item (0)).group, CompareOperator.EQ, "g");
}

void main (string[] args) {
  Test.init (ref args);
  Witness.home = Thread.self<void*> ();
  Test.add_func ("/vala/adding", adding);
  Test.add_func ("/vala/priorities", priorities);
  Test.add_func ("/vala/groups", groups);
  Test.add_func ("/vala/upstreams", upstreams);
  Test.add_func ("/vala/failing", failing);
  Test.add_func ("/vala/stopping", stopping);
  Test.add_func ("/vala/pausing", pausing);
  Test.add_func ("/vala/shutting-down", shutting_down);
  Test.add_func ("/vala/refusals", refusals);
  Test.add_func ("/vala/progress", progress);
  Test.add_func ("/vala/awaiting", awaiting);
  Test.add_func ("/vala/releasing", releasing);
  Test.add_func ("/vala/list-models", list_models);
  Test.run ();
  // What the last managers have left goes in the main loop.
  while (MainContext.default ().iteration (false));
}
