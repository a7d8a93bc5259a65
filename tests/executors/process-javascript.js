// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';

const worker = new Bg.ProcessWorker();

worker.run((_worker, args, _cancellable) => {
    const {a, b} = args.recursiveUnpack();
    if (b === undefined)
        throw new Error('Two numbers are wanted');
    worker.return_variant(GLib.Variant.new_int32(a + b));
    return true;
});
