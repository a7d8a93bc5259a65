// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript: commands, and workers in child processes.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';
import System from 'system';

import {equals, is, isTrue, main, matches, rejects, runUntil} from './bgtest.js';

const [path] = GLib.filename_from_uri(import.meta.url.replace(/[^/]*$/, 'process-worker.js'));

function makeExecutor() {
    const executor = new Bg.ProcessExecutor({pool_size: 1});
    executor.register_javascript('script', path);
    return executor;
}

function makeTask(executor, args) {
    const packed = {};
    for (const [name, value] of Object.entries(args))
        packed[name] = GLib.Variant.new_string(value);
    return new Bg.ProcessTask({
        worker: 'script', arguments: new GLib.Variant('a{sv}', packed), executor,
    });
}

const processes = {
    async result_of_a_command(manager) {
        manager.start_processing();
        const result = await manager.run(new Bg.CommandTask({
            argv: ['tr', 'a-z', 'A-Z'], input: new GLib.Bytes('shout'),
        }));
        const {stdout, stderr, status, truncated} = result.recursiveUnpack();
        equals([stdout, stderr, status, truncated], ['SHOUT', '', 0, false]);
    },

    async failure_of_a_command(manager) {
        manager.start_processing();
        const task = new Bg.CommandTask({argv: ['sh', '-c', 'echo oh no >&2; exit 2']});
        const error = await rejects(manager.run(task));
        is(error.message, '“sh” ended with exit status 2: oh no');
        isTrue(error.matches(Bg.process_error_quark(), Bg.ProcessError.EXITED));
    },

    async worker_that_is_a_script(manager) {
        manager.start_processing();
        const executor = makeExecutor();
        is(await manager.run(makeTask(executor, {what: 'echo', value: 'hello'})), 'script: hello');
        is(executor.count_children(), 1);
        matches((await rejects(manager.run(makeTask(executor, {what: 'fail'})))).message, /no luck/);
        is(executor.count_children(), 1);
    },

    async lines_and_progress(manager) {
        manager.start_processing();
        const executor = makeExecutor();
        const lines = [];
        executor.connect('log-line', (_executor, task, line) => lines.push(`${task.worker}: ${line}`));
        const task = makeTask(executor, {what: 'talk'});
        await manager.run(task);
        equals(lines, ['script: a line']);
        is(task.fraction, 0.5);
        runUntil(() => executor.count_running() === 0);
    },
};

System.exit(main(processes));
