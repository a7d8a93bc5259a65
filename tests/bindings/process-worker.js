// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A worker for the tests.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';

const worker = Bg.ProcessWorker.new();

const actions = {
    echo({value}) {
        return GLib.Variant.new_string(`${worker.get_name()}: ${value}`);
    },
    talk() {
        worker.log('a line');
        worker.report_progress(0.5, 'half');
        return null;
    },
    fail() {
        throw new Error('no luck');
    },
};

worker.run((_worker, args, _cancellable) => {
    const {what, ...others} = args.recursiveUnpack();
    worker.return_variant(actions[what](others));
    return true;
});
