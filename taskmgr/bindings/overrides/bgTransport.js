// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Durable queues with plain objects for payloads, plain values for results, and promises. Read by Bg.js.

const {Gio, GLib} = imports.gi;

const ASYNCHRONOUS = [
    'ack', 'cancel', 'close', 'extend', 'fire', 'get_fired', 'get_task', 'lease_task', 'list', 'list_queues', 'lookup',
    'nack', 'open', 'poll_queue', 'purge', 'redrive', 'reserve', 'stats', 'submit', 'submit_task',
];

// What is on the wrappers of workers that are JavaScript functions.
const OURS = Symbol('ours');

function isPlainObject(value) {
    if (value === null || typeof value !== 'object')
        return false;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function packNumber(value) {
    return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? GLib.Variant.new_int64(value) : GLib.Variant.new_double(value);
}

function packObject(object, place) {
    const dict = GLib.VariantDict.new(null);
    for (const [name, value] of Object.entries(object)) {
        // As JSON.stringify() does.
        if (value !== undefined)
            dict.insert_value(name, pack(value, `${place}.${name}`));
    }
    return dict.end();
}

// What can be written as JSON. Anything else is refused, and nothing becomes something else.
function pack(value, place = '') {
    if (value instanceof GLib.Variant)
        return value;
    if (value === null)
        return new GLib.Variant('mv', null);
    if (typeof value === 'boolean')
        return GLib.Variant.new_boolean(value);
    if (typeof value === 'number')
        return packNumber(value);
    if (typeof value === 'string' && !value.includes('\0'))
        return GLib.Variant.new_string(value);
    if (Array.isArray(value))
        return new GLib.Variant('av', value.map((item, index) => pack(item, `${place}[${index}]`)));
    if (isPlainObject(value))
        return packObject(value, place);
    const what = typeof value === 'object' ? value.constructor.name : typeof value;
    throw new TypeError(`${place.replace(/^\./, '') || 'This'} is ${what}, which cannot be written as JSON`);
}

// An object, the JSON of one, or nothing for an empty one.
function packPayload(value) {
    if (value === null || value === undefined)
        return null;
    if (typeof value === 'string' || value instanceof GLib.Variant || isPlainObject(value))
        return pack(value);
    throw new TypeError(`A payload is an object, not ${Array.isArray(value) ? 'an array' : typeof value}`);
}

function packResult(value) {
    return value === null || value === undefined ? null : pack(value);
}

function unpack(variant) {
    return variant === null ? null : variant.recursiveUnpack();
}

function overrideQueuedTask(Bg, defineMethods) {
    const {get_payload, get_result} = Bg.QueuedTask.prototype;
    const make = Bg.QueuedTask.new;

    Bg.QueuedTask.new = (queue, payload = null, settings = {}) =>
        Object.assign(make.call(Bg.QueuedTask, queue, packPayload(payload)), settings);
    defineMethods(Bg.QueuedTask, {
        get_payload() {
            return unpack(get_payload.call(this));
        },
        get_result() {
            return unpack(get_result.call(this));
        },
    });
}

function overrideLease(Bg, defineMethods) {
    for (const name of ['ack', 'extend', 'nack'])
        Gio._promisify(Bg.Lease.prototype, `${name}_async`, `${name}_finish`);
    const {RETRY} = Bg.NackMode;
    const {
        ack, ack_async, extend, extend_async, get_result, nack, nack_async, set_progress, set_result,
    } = Bg.Lease.prototype;

    defineMethods(Bg.Lease, {
        ack(result = null, cancellable = null) {
            return ack.call(this, packResult(result), cancellable);
        },
        ack_async(result = null, cancellable = null, ...callback) {
            return ack_async.call(this, packResult(result), cancellable, ...callback);
        },
        extend(duration = 0, cancellable = null) {
            return extend.call(this, duration, cancellable);
        },
        extend_async(duration = 0, cancellable = null, ...callback) {
            return extend_async.call(this, duration, cancellable, ...callback);
        },
        get_result() {
            return unpack(get_result.call(this));
        },
        nack(mode = RETRY, delay = -1, reason = null, cancellable = null) {
            return nack.call(this, mode, delay, reason, cancellable);
        },
        nack_async(mode = RETRY, delay = -1, reason = null, cancellable = null, ...callback) {
            return nack_async.call(this, mode, delay, reason, cancellable, ...callback);
        },
        set_progress(fraction, message = null) {
            set_progress.call(this, fraction, message);
        },
        set_result(result) {
            set_result.call(this, packResult(result));
        },
    });
}

function overrideDelivery(Bg, defineMethods) {
    const {get_payload, report_progress, retry_in, set_result} = Bg.Delivery.prototype;

    defineMethods(Bg.Delivery, {
        get_payload() {
            return unpack(get_payload.call(this));
        },
        report_progress(fraction, message = null) {
            report_progress.call(this, fraction, message);
        },
        retry_in(milliseconds = -1, reason = null) {
            retry_in.call(this, milliseconds, reason);
        },
        set_result(result) {
            set_result.call(this, packResult(result));
        },
    });
}

function overrideThreeCalls(Bg, defineMethods) {
    const {
        get_task, get_task_async, get_task_finish, submit_task, submit_task_async, poll_queue, poll_queue_async,
    } = Bg.Transport.prototype;

    defineMethods(Bg.Transport, {
        submit_task(queue, payload = null, cancellable = null) {
            return submit_task.call(this, queue, packPayload(payload), cancellable);
        },
        submit_task_async(queue, payload = null, cancellable = null, ...callback) {
            return submit_task_async.call(this, queue, packPayload(payload), cancellable, ...callback);
        },
        get_task(queue, cancellable = null) {
            return unpack(get_task.call(this, queue, cancellable));
        },
        get_task_async(queue, cancellable = null, ...callback) {
            return get_task_async.call(this, queue, cancellable, ...callback);
        },
        // Promises are kept by way of this.
        get_task_finish(result) {
            return unpack(get_task_finish.call(this, result));
        },
        poll_queue(queue, cancellable = null) {
            return poll_queue.call(this, queue, cancellable);
        },
        poll_queue_async(queue, cancellable = null, ...callback) {
            return poll_queue_async.call(this, queue, cancellable, ...callback);
        },
    });
}

function overrideLeasing(Bg, defineMethods) {
    const {lease_task, lease_task_async, reserve, reserve_async, submit, submit_async} = Bg.Transport.prototype;

    defineMethods(Bg.Transport, {
        lease_task(queue, wait = 0, cancellable = null) {
            return lease_task.call(this, queue, wait, cancellable);
        },
        lease_task_async(queue, wait = 0, cancellable = null, ...callback) {
            return lease_task_async.call(this, queue, wait, cancellable, ...callback);
        },
        reserve(queues, max = 1, duration = 0, wait = 0, cancellable = null) {
            return reserve.call(this, queues, max, duration, wait, cancellable);
        },
        reserve_async(queues, max = 1, duration = 0, wait = 0, cancellable = null, ...callback) {
            return reserve_async.call(this, queues, max, duration, wait, cancellable, ...callback);
        },
        submit(tasks, cancellable = null) {
            return submit.call(this, tasks, cancellable);
        },
        submit_async(tasks, cancellable = null, ...callback) {
            return submit_async.call(this, tasks, cancellable, ...callback);
        },
    });
}

function overrideLooking(Bg, defineMethods) {
    const {cancel, list, list_queues, lookup, purge, redrive, stats} = Bg.Transport.prototype;

    defineMethods(Bg.Transport, {
        cancel(queue, ids, cancellable = null) {
            return cancel.call(this, queue, ids, cancellable);
        },
        list(queue, states, after = null, max = 100, cancellable = null) {
            return list.call(this, queue, states, after, max, cancellable);
        },
        list_queues(cancellable = null) {
            return list_queues.call(this, cancellable);
        },
        lookup(queue, id, cancellable = null) {
            return lookup.call(this, queue, id, cancellable);
        },
        purge(queue, states, cancellable = null) {
            return purge.call(this, queue, states, cancellable);
        },
        redrive(queue, ids = null, cancellable = null) {
            return redrive.call(this, queue, ids, cancellable);
        },
        stats(queue, cancellable = null) {
            return stats.call(this, queue, cancellable);
        },
    });
}

// A consumer calls its worker in threads. (A worker cannot be asynchronous here: JavaScript has no
// virtual functions that take a callback.)
function overrideWorkers(Bg, defineMethods) {
    const {start} = Bg.QueueConsumer.prototype;
    const makeForFunction = Bg.Worker.new_for_func;

    function isOurs(worker) {
        let klass = Object.getPrototypeOf(worker);
        while (klass !== Bg.Worker.prototype && !Object.hasOwn(klass, 'vfunc_process'))
            klass = Object.getPrototypeOf(klass);
        return klass !== Bg.Worker.prototype || OURS in worker;
    }

    Bg.Worker.new_for_func = (name, func) =>
        Object.assign(makeForFunction.call(Bg.Worker, name, func), {[OURS]: true});
    defineMethods(Bg.QueueConsumer, {
        start() {
            const worker = this.get_worker();
            if (isOurs(worker)) {
                throw new Error(`${worker.get_name()} is a worker in JavaScript, which cannot be called from ` +
                    'another thread, as a Bg.QueueConsumer does. Instead, call Bg.process_queue(), or have it ' +
                    'run in child processes, by a Bg.WorkerPool or “taskmgr workers”.');
            }
            start.call(this);
        },
    });
}

// Has transports take and give what JavaScript has.
var overrideTransports = function (Bg, defineMethods) {
    for (const name of ASYNCHRONOUS)
        Gio._promisify(Bg.Transport.prototype, `${name}_async`, `${name}_finish`);
    overrideQueuedTask(Bg, defineMethods);
    overrideLease(Bg, defineMethods);
    overrideDelivery(Bg, defineMethods);
    overrideThreeCalls(Bg, defineMethods);
    overrideLeasing(Bg, defineMethods);
    overrideLooking(Bg, defineMethods);
    overrideWorkers(Bg, defineMethods);
};
