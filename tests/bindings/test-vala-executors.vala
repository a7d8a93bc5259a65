/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Where tasks run, when, how often, and with what. */

/* Takes one task at a time, and runs it when the test says so. */
class Place : Object, Bg.Executor {
  public GenericArray<Bg.Task> submitted = new GenericArray<Bg.Task> ();
  public GenericArray<string> heard = new GenericArray<string> ();

  uint get_room (Bg.AdmissionClass task_class) {
    return submitted.length == 0 ? 1 : 0;
  }

  void submit (Bg.Task task) {
    heard.add (@"submit $(task.name)");
    submitted.add (task);
  }

  void stop (Bg.Task task) {
    heard.add (@"stop $(task.name)");
  }

  void drain () {
    heard.add ("drain");
  }

  public bool run_one () {
    var task = submitted.steal_index (0);
    var ended = task.run_body ();
    capacity_changed ();
    settle ();
    return ended;
  }

  public void check (string expected) {
    assert_cmpstr (string.joinv ("; ", heard.data), CompareOperator.EQ, expected);
  }
}

/* Only what has to be there. */
class Chooser : Object, Bg.Executor {
  uint get_room (Bg.AdmissionClass task_class) {
    return 0;
  }
}

/* Runs until the test ends it. */
class Held : Bg.Task {
  public override void start () {
  }
}

/* A manager for which no time passes but what the test says. */
class Fixture : Object {
  public Bg.FakeClock clock = new Bg.FakeClock ();
  public Bg.TaskManager manager;
  public GenericArray<string> events = new GenericArray<string> ();

  public Fixture () {
    manager = (Bg.TaskManager) Object.new (typeof (Bg.TaskManager),
                                           clock: clock,
                                           default_executor: new Bg.InlineExecutor (),
                                           processing: true);
    manager.task_completed.connect ((id, group, result) => events.add (@"+$id"));
    manager.task_failed.connect ((id, group, error, traceback) => events.add (@"-$id $(error.message)"));
    manager.task_stopped.connect ((id, group) => events.add (@"/$id"));
  }

  public void advance (uint milliseconds) {
    settle ();
    clock.advance (milliseconds);
    settle ();
  }

  public void check (string expected) {
    settle ();
    assert_cmpstr (string.joinv ("; ", events.data), CompareOperator.EQ, expected);
    events.remove_range (0, events.length);
  }
}

delegate void Body (Fixture fixture) throws Error;

void settle () {
  while (MainContext.default ().iteration (false)) {
  }
}

void with_fixture (Body body) {
  var fixture = new Fixture ();

  try {
    body (fixture);
  } catch (Error error) {
    assert_no_error (error);
  }
  fixture.manager.shut_down ();
  settle ();
}

void own_executor () {
  with_fixture (fixture => {
    var place = new Place ();
    var first = new Bg.Task (task => {
      task.return_value (6);
      return true;
    });
    var second = new Bg.Task (task => {
      task.return_value (task.get_upstream_result (1).get_int () * 7);
      return true;
    });
    var third = new Bg.Task (task => true);

    first.name = "a";
    first.executor = place;
    second.add_upstream (fixture.manager.add (first));
    third.name = "b";
    third.executor = place;
    third.add_upstream (fixture.manager.add (second));
    fixture.manager.add (third);
    settle ();
    assert_true (place.dup_manager () == fixture.manager);
    assert_true (place.run_one ());
    assert_cmpint (second.get_result ().get_int (), CompareOperator.EQ, 42);
    fixture.manager.stop_task (3, false, false);
    fixture.check ("+1; +2; /3");
    assert_true (place.run_one ());
    place.check ("submit a; submit b; stop b");
    fixture.manager.shut_down_async.begin (DRAIN);
    settle ();
    place.check ("submit a; submit b; stop b; drain");
  });
}

void chooses_by_itself () {
  with_fixture (fixture => {
    var chooser = new Chooser ();
    var task = new Bg.Task (task => true);

    task.executor = chooser;
    fixture.manager.add (task);
    settle ();
    assert_true (chooser.begin_task (task));
    assert_false (chooser.begin_task (task));
    assert_true (task.run_body ());
    fixture.check ("+1");
  });
}

void sizes_are_checked_together () {
  var threads = new Bg.ThreadExecutor ("disk", 2);

  try {
    threads.configure (20, 5, 5, 0, 0);
    assert_cmpuint (threads.reserve_high, CompareOperator.EQ, 5);
  } catch (Error error) {
    assert_no_error (error);
  }
  try {
    threads.configure (20, 5, 5, 31, 0);
    assert_not_reached ();
  } catch (Error error) {
    assert_error (error, Bg.Error.quark (), Bg.Error.INVALID_ARGUMENT);
  }
}

void retry_with_a_predicate () {
  with_fixture (fixture => {
    uint n_asked = 0;
    var task = new Bg.Task (task => {
      if (task.attempt < 3)
        throw new IOError.BUSY (@"attempt $(task.attempt)");
      return true;
    });

    task.retry = new Bg.RetryPolicy.for_errors (5, EXPONENTIAL, 1000, 0, 0, (task, error) => {
      n_asked++;
      return error is IOError.BUSY;
    });
    fixture.manager.add (task);
    fixture.advance (1000);
    assert_true (task.state == DELAYED);
    fixture.advance (2000);
    assert_cmpuint (n_asked, CompareOperator.EQ, 2);
    fixture.check ("+1");
  });
}

void time_and_resources () {
  with_fixture (fixture => {
    var delayed = new Bg.Task (task => true);
    var held = new Held ();
    var waiting = new Bg.Task (task => true);

    delayed.delay = 1000;
    held.time_limit = 2000;
    held.add_resource ("disk");
    waiting.add_resource ("disk");
    waiting.task_class = LOW;
    fixture.manager.set_resource_limit ("disk", 1);
    fixture.manager.add (delayed);
    fixture.manager.add (held);
    fixture.manager.add (waiting);
    fixture.advance (1000);
    fixture.check ("+1");
    assert_cmpstr (waiting.waiting_reason, CompareOperator.EQ, "Waiting for “disk”, which is in use (1 of 1)");
    fixture.advance (1000);
    fixture.check ("-2 The task ran for longer than it may; +3");
  });
}

void waiting () {
  with_fixture (fixture => {
    var first = fixture.manager.add_task (task => true);
    var second = fixture.manager.add_task (task => true, 1);
    var tasks = fixture.manager.wait ({ first, second }, -1);

    assert_cmpuint (tasks.length, CompareOperator.EQ, 2);
    assert_true (tasks[0].id == first && tasks[1].id == second);
    fixture.check ("+2; +1");
    try {
      fixture.manager.wait ({ first }, 0);
      assert_not_reached ();
    } catch (Error error) {
      assert_error (error, Bg.Error.quark (), Bg.Error.UNKNOWN_TASK);
    }
  });
}

void main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala-executors/own-executor", own_executor);
  Test.add_func ("/vala-executors/chooses-by-itself", chooses_by_itself);
  Test.add_func ("/vala-executors/sizes-are-checked-together", sizes_are_checked_together);
  Test.add_func ("/vala-executors/retry-with-a-predicate", retry_with_a_predicate);
  Test.add_func ("/vala-executors/time-and-resources", time_and_resources);
  Test.add_func ("/vala-executors/waiting", waiting);
  Test.run ();
  // What the last managers have left goes in the main loop.
  while (MainContext.default ().iteration (false));
}
