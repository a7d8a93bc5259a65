// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A worker in JavaScript, for the tests.

import Bg from 'gi://Bg?version=1.0';
import GObject from 'gi://GObject';

const Greet = GObject.registerClass(class Greet extends Bg.Worker {
    vfunc_process(delivery, _cancellable) {
        const payload = delivery.get_payload();

        if (payload.do === 'reject') {
            delivery.reject('makes no sense');
            return true;
        }
        if (payload.do === 'fail')
            throw new Error('no such photo');
        delivery.set_result(`Hello, ${payload.name}, for the ${delivery.get_attempt()}. time`);
        return true;
    }
});

new Greet({name: 'greet'}).serve();
