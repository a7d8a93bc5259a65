/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

void submit_two (Bg.Transport transport) throws Error {
  var urgent = new Bg.QueuedTask ("photos", new Variant.parsed ("{'path': <'portrait.jpg'>}"));
  var tasks = new GenericArray<Bg.QueuedTask> ();

  transport.submit_task ("photos", new Variant.parsed ("{'path': <'holiday.jpg'>}"));
  urgent.priority = 7;
  tasks.add (urgent);
  transport.submit (tasks);
}

string get_path (Variant payload) {
  return payload.lookup_value ("path", VariantType.STRING).get_string ();
}

// The short way: what is got is gone, even if we crash now.
void get_one (Bg.Transport transport) throws Error {
  print ("%s is ours, and gone from the queue\n", get_path (transport.get_task ("photos")));
}

// The safe way: the task stays in the store until it is acknowledged.
async void try_one (Bg.Transport transport) throws Error {
  var lease = yield transport.lease_task_async ("photos", 0, null);
  unowned var task = lease.get_task ();

  print ("Attempt %u of %s\n", task.attempt, get_path (task.payload));
  if (task.attempt == 1)
    yield lease.nack_async (Bg.NackMode.RETRY, 0, "the disk was busy", null);
  else
    yield lease.ack_async (new Variant.parsed ("{'width': <128>}"), null);
}

void look (Bg.Transport transport) throws Error {
  var done = transport.list ("photos", Bg.QueuedState.DONE, null, 1)[0];
  var width = done.get_result ().lookup_value ("width", VariantType.INT64).get_int64 ();

  print ("%s is done: %d pixels wide\n", get_path (done.payload), (int) width);
}

async void run () throws Error {
  var transport = Bg.Transport.for_uri ("localmem://");

  submit_two (transport);
  print ("%d photos wait\n", (int) transport.poll_queue ("photos"));
  get_one (transport);
  yield try_one (transport);
  yield try_one (transport);
  look (transport);
  try {
    transport.submit_task ("Photos!", null);
  } catch (Bg.TransportError.INVALID_NAME error) {
    print ("Refused: no name of a queue\n");
  }
}

void main () {
  var loop = new MainLoop ();

  run.begin ((source, result) => {
    try {
      run.end (result);
    } catch (Error error) {
      printerr ("%s\n", error.message);
    }
    loop.quit ();
  });
  loop.run ();
}
