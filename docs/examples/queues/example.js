// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

const loop = GLib.MainLoop.new(null, false);

async function submitTwo(transport) {
    await transport.submit_task_async('photos', {path: 'holiday.jpg'});
    await transport.submit_async([Bg.QueuedTask.new('photos', {path: 'portrait.jpg'}, {priority: 7})]);
}

// The short way: what is got is gone, even if we crash now.
async function getOne(transport) {
    const {path} = await transport.get_task_async('photos');
    print(`${path} is ours, and gone from the queue`);
}

// The safe way: the task stays in the store until it is acknowledged.
async function tryOne(transport) {
    const lease = await transport.lease_task_async('photos');
    const task = lease.get_task();
    print(`Attempt ${task.get_attempt()} of ${task.get_payload().path}`);
    if (task.get_attempt() === 1)
        await lease.nack_async(Bg.NackMode.RETRY, 0, 'the disk was busy');
    else
        await lease.ack_async({width: 128});
}

function look(transport) {
    const [done] = transport.list('photos', Bg.QueuedState.DONE, null, 1);
    print(`${done.get_payload().path} is done: ${done.get_result().width} pixels wide`);
}

async function main() {
    const transport = Bg.Transport.new_for_uri('localmem://');
    await submitTwo(transport);
    print(`${await transport.poll_queue_async('photos')} photos wait`);
    await getOne(transport);
    await tryOne(transport);
    await tryOne(transport);
    look(transport);
    try {
        await transport.submit_task_async('Photos!');
    } catch (error) {
        if (error.matches(Bg.TransportError, Bg.TransportError.INVALID_NAME))
            print('Refused: no name of a queue');
    }
}

main().catch(logError).finally(() => loop.quit());
loop.run();
