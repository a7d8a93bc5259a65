// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: workers as classes, in this process.

import Bg from 'gi://Bg?version=1.0';
import GObject from 'gi://GObject';
import System from 'system';

import {equals, is, main, runUntil, throws} from './bgtest.js';

let stores = 0;

const Greet = GObject.registerClass(class Greet extends Bg.Worker {
    vfunc_process(delivery, _cancellable) {
        const {name, what} = delivery.get_payload();

        if (what === 'fail')
            throw new Error('no such photo');
        if (what === 'reject')
            delivery.reject('makes no sense');
        else if (what === 'later')
            delivery.retry_in(60000, 'busy');
        else if (what === 'requeue' && delivery.get_attempt() === 1)
            delivery.requeue();
        delivery.report_progress(0.5);
        delivery.set_result({greeting: `Hello, ${name}`});
        return true;
    }
});

const GreetMore = GObject.registerClass(class GreetMore extends Greet {});

const workers = {
    // R3.1, R3.4, R3.11: what is in a queue is done in the thread that calls.
    process_queue() {
        const transport = Bg.Transport.new_for_uri(`localmem://workers${stores++}`);
        const [good, bad, reject, later, requeue] = [
            {name: 'Ada'}, {what: 'fail'}, {what: 'reject'}, {what: 'later'}, {what: 'requeue', name: 'Eve'},
        ].map(payload => {
            const task = Bg.QueuedTask.new('photos', payload);
            transport.submit([task]);
            return task.get_id();
        });
        is(Bg.process_queue(transport, 'photos', new Greet({name: 'greet'}), null), 2);
        equals(transport.lookup('photos', good).get_result(), {greeting: 'Hello, Ada'});
        is(transport.lookup('photos', bad).get_state(), Bg.QueuedState.SCHEDULED);
        is(transport.lookup('photos', reject).get_reason(), 'rejected: makes no sense');
        is(transport.lookup('photos', later).get_reason(), 'busy');
        is(transport.lookup('photos', requeue).get_attempt(), 2);
    },

    // What would be called in a thread is refused before there is one.
    consumer() {
        const transport = Bg.Transport.new_for_uri(`localmem://workers${stores++}`);
        const plain = Bg.Worker.new_for_func('plain', () => true);
        for (const worker of [new Greet({name: 'greet'}), new GreetMore({name: 'more'}), plain]) {
            throws(() => Bg.QueueConsumer.new(transport, 'photos', worker).start(), /another thread/);
            throws(() => new Bg.QueueConsumer({transport, queue: 'photos', worker}).start(), /process_queue/);
        }
        const registry = Bg.WorkerRegistry.new();
        registry.add_command('cat', ['cat']);
        const task = Bg.QueuedTask.new('photos', {});
        transport.submit([task]);
        const consumer = Bg.QueueConsumer.new(transport, 'photos', registry.lookup('cat'));
        consumer.set_halts_when_empty(true);
        consumer.start();
        runUntil(() => consumer.has_ended());
        is(consumer.count_done(), 1);
    },
};

System.exit(main(workers));
