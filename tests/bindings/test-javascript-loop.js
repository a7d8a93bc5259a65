// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: loops can be had and looked for, and what would call a function in their thread is refused.

import Bg from 'gi://Bg?version=1.0';
import System from 'system';

import {equals, is, isTrue, main, throws} from './bgtest.js';

const loops = {
    async started_and_stopped() {
        const loop = Bg.Loop.new('test');
        is(loop.name, 'test');
        is(loop.running, false);
        loop.start();
        isTrue(loop.running);
        isTrue(await loop.stop_async());
        is(loop.running, false);
        loop.start();
        loop.stop();
        isTrue(loop.wait(-1));
    },

    functions_are_refused(manager) {
        const refusal = /JavaScript cannot .* Instead, .*add_task\(\)/;
        const loop = new Bg.Loop({name: 'test'});
        const executor = Bg.LoopExecutor.new(loop);
        throws(() => loop.invoke(() => {}), refusal);
        throws(() => loop.run(() => true), refusal);
        throws(() => loop.add_timeout(1, () => true), refusal);
        throws(() => manager.add_task(() => true, {executor}), refusal);
    },

    names(manager) {
        const all = Bg.Loops.get_for_manager(manager);
        is(all.get_loop(null), null);
        const a = all.start('a');
        is(all.get_loop('a'), a);
        is(all.get_executor(null).loop, a);
        throws(() => all.start('a'), /“a” already/);
        equals(all.dup_names(), ['a']);
        is(all.get_default(), 'a');
        all.stop(true);
        isTrue(all.wait(-1));
    },
};

System.exit(main(loops));
