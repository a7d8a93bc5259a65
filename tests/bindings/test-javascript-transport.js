// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: durable queues with plain objects, leases, promises, and what is refused.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import System from 'system';

import {equals, is, isTrue, main, matches, rejects, throws} from './bgtest.js';

let stores = 0;

function makeTransport() {
    return Bg.Transport.new_for_uri(`localmem://javascript${stores++}`);
}

function fails(func, code) {
    const error = throws(func, /./);
    isTrue(error.matches(Bg.TransportError, code), `${error} has another code`);
    return error;
}

function leaseOne(transport) {
    transport.submit_task('photos', {a: 1});
    return transport.lease_task('photos');
}

const transports = {
    // R1.2 to R1.4: what is submitted is counted, and comes back just as it was, in order.
    three_calls() {
        const transport = makeTransport();
        is(transport.poll_queue('photos'), 0);
        is(transport.get_task('photos'), null);
        isTrue(transport.submit_task('photos', {path: 'x'}));
        transport.submit_task('photos', {});
        transport.submit_task('photos');
        is(transport.poll_queue('photos'), 3);
        equals(transport.get_task('photos'), {path: 'x'});
        equals(transport.get_task('photos'), {});
        equals(transport.get_task('photos'), {});
        is(transport.get_task('photos'), null);
    },

    values() {
        const transport = makeTransport();
        const payload = {
            array: [1, [2, []], null], false: false, float: 0.1, int: 5, least: Number.MIN_SAFE_INTEGER, none: null,
            object: {a: {b: [{}]}}, text: 'ü\n"\\ 😀', true: true, whole: 2,
        };
        transport.submit_task('photos', {...payload, missing: undefined});
        equals(transport.get_task('photos'), payload);
        transport.submit_task('photos', '{"b": 1, "a": [null]}');
        equals(transport.get_task('photos'), {a: [null], b: 1});
        transport.submit_task('photos', new GLib.Variant('a{sv}', {a: GLib.Variant.new_byte(7)}));
        equals(transport.get_task('photos'), {a: 7});
        transport.submit_task('photos', {large: 1e20, zero: -0});
        const {large, zero} = transport.get_task('photos');
        is(large, 1e20);
        is(zero, -0);
    },

    // Whatever would become something else.
    refused() {
        const transport = makeTransport();
        throws(() => transport.submit_task('photos', {a: [1, {b: () => {}}]}), /a\[1\]\.b is function/);
        throws(() => transport.submit_task('photos', {a: new Date()}), /a is Date/);
        throws(() => transport.submit_task('photos', {a: 5n}), /a is bigint/);
        throws(() => transport.submit_task('photos', {a: new Uint8Array(1)}), /a is Uint8Array/);
        throws(() => transport.submit_task('photos', [1]), /not an array/);
        throws(() => transport.submit_task('photos', 7), /not number/);
        for (const payload of [{a: NaN}, {a: Infinity}, 'no json', '[1]', GLib.Variant.new_int32(1)])
            fails(() => transport.submit_task('photos', payload), Bg.TransportError.INVALID_PAYLOAD);
        is(transport.poll_queue('photos'), 0);
    },

    // R1.6: the name is quoted.
    names() {
        const transport = makeTransport();
        for (const name of ['../photos', 'Photos', 'p', 'a__b']) {
            const error = fails(() => transport.submit_task(name), Bg.TransportError.INVALID_NAME);
            isTrue(error.message.includes(name));
            fails(() => transport.get_task(name), Bg.TransportError.INVALID_NAME);
        }
    },

    uris() {
        fails(() => Bg.Transport.new_for_uri('nowhere://x'), Bg.TransportError.INVALID_URI);
        const error = fails(() => Bg.Transport.new_for_uri('localmem://me:hush@x?key=hush'), Bg.TransportError.INVALID_URI);
        isTrue(!error.message.includes('hush'));
        matches(makeTransport().get_name(), /^localmem:\/\/javascript\d+$/);
    },

    tasks() {
        const transport = makeTransport();
        const task = Bg.QueuedTask.new('photos', {a: 1}, {priority: 7, worker: 'rotate', unique_key: 'a'});
        equals(task.get_payload(), {a: 1});
        equals([task.priority, task.get_worker(), task.get_unique_key()], [7, 'rotate', 'a']);
        is(task.get_id().length, 26);
        transport.submit([task]);
        isTrue(!task.is_duplicate());
        transport.submit([task]);
        isTrue(task.is_duplicate());
        const [listed] = transport.list('photos', Bg.QueuedState.READY);
        is(listed.get_id(), task.get_id());
        equals(transport.list_queues(), ['photos']);
        is(transport.cancel('photos', [task.get_id()]), 1);
        is(transport.lookup('photos', task.get_id()).get_state(), Bg.QueuedState.CANCELLED);
        is(transport.stats('photos').cancelled, 1);
        is(transport.purge('photos', Bg.QueuedState.CANCELLED), 1);
        fails(() => transport.lookup('photos', task.get_id()), Bg.TransportError.NOT_FOUND);
    },

    leases() {
        const transport = makeTransport();
        const lease = leaseOne(transport);
        equals(lease.get_task().get_payload(), {a: 1});
        lease.set_progress(0.5, 'half');
        lease.extend();
        const id = lease.get_task().get_id();
        is(transport.lookup('photos', id).get_progress(), 0.5);
        throws(() => lease.ack(() => {}), /function/);
        lease.ack({width: [128, null]});
        is(lease.get_state(), Bg.LeaseState.ENDED);
        equals(transport.lookup('photos', id).get_result(), {width: [128, null]});

        leaseOne(transport).nack(Bg.NackMode.RELEASE, 0);
        const again = transport.lease_task('photos');
        is(again.get_task().get_attempt(), 1);
        again.nack(Bg.NackMode.REJECT, 0, 'no picture');
        is(transport.stats('photos').dead, 1);
        is(transport.redrive('photos'), 1);
        const leases = transport.reserve(['films', 'photos'], 10);
        is(leases.length, 1);
        leases[0].ack();
    },

    async promises() {
        const transport = makeTransport();
        isTrue(await transport.submit_task_async('photos', {a: [1]}));
        is(await transport.poll_queue_async('photos'), 1);
        equals(await transport.get_task_async('photos'), {a: [1]});
        is(await transport.get_task_async('photos'), null);

        const waiting = transport.lease_task_async('photos', -1);
        await transport.submit_async([Bg.QueuedTask.new('photos')]);
        const lease = await waiting;
        await lease.extend_async();
        await lease.ack_async({a: 1});
        is(lease.get_state(), Bg.LeaseState.ENDED);

        const error = await rejects(transport.submit_task_async('../photos'));
        isTrue(error.matches(Bg.TransportError, Bg.TransportError.INVALID_NAME));
        const hopeless = transport.lease_task_async('photos', -1);
        await transport.close_async(null);
        isTrue((await rejects(hopeless)).matches(Bg.TransportError, Bg.TransportError.CLOSED));
    },
};

System.exit(main(transports));
