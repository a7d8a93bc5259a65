// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// What the tests of the JavaScript binding share: assertions, a main loop, and TAP.

import Bg from 'gi://Bg?version=1.0';
import GLib from 'gi://GLib';

const context = GLib.MainContext.default();

export function runUntil(condition) {
    while (!condition())
        context.iteration(true);
}

export function drain() {
    while (context.iteration(false))
        ;
}

function show(value) {
    const text = JSON.stringify(value, (_, part) => part === undefined ? 'undefined' : part);
    return text ?? String(value);
}

export function fail(message) {
    throw new Error(message);
}

export function isTrue(value, message = 'is not so') {
    if (value !== true)
        fail(`${message}: ${show(value)}`);
}

export function is(value, expected) {
    if (!Object.is(value, expected))
        fail(`${show(value)} is not ${show(expected)}`);
}

export function equals(value, expected) {
    if (show(value) !== show(expected))
        fail(`${show(value)} is not ${show(expected)}`);
}

export function matches(text, pattern) {
    if (!pattern.test(text))
        fail(`${show(text)} does not match ${pattern}`);
}

export function throws(func, pattern) {
    let thrown = null;
    try {
        func();
    } catch (error) {
        thrown = error;
    }
    if (thrown === null)
        fail(`nothing was thrown that matches ${pattern}`);
    matches(String(thrown), pattern);
    return thrown;
}

export async function rejects(promise) {
    let value;
    try {
        value = await promise;
    } catch (error) {
        return error;
    }
    return fail(`the promise was kept, with ${show(value)}`);
}

export function isRefusal(error, code) {
    isTrue(error.matches(Bg.Error, code), `${error} has another code`);
}

// Writes down what a manager says.
export class Recorder {
    constructor(manager, detail = '') {
        this.events = [];
        for (const kind of ['completed', 'failed', 'stopped', 'group-finished']) {
            manager.connect(`task-${kind}${detail}`, (_, ...args) => {
                this.events.push([kind, ...args]);
            });
        }
    }

    ofKind(kind) {
        return this.events.filter(event => event[0] === kind);
    }

    get results() {
        return this.ofKind('completed').map(event => event[3]);
    }

    resultOf(id) {
        return this.ofKind('completed').find(event => event[1] === id)[3];
    }

    awaitEnds(number) {
        runUntil(() => this.events.filter(event => event[0] !== 'group-finished').length >= number);
    }
}

// A promise that others keep.
export class Gate {
    constructor() {
        this.passed = new Promise((resolve, reject) => {
            this.open = resolve;
            this.break = reject;
        });
    }
}

// Runs the tests one after the other. Each is given a manager of its own.
export function main(tests) {
    const names = Object.keys(tests);
    let failed = 0;
    print(`1..${names.length}`);
    names.forEach((name, index) => {
        const manager = new Bg.TaskManager();
        let outcome = null;
        (async () => {
            await tests[name](manager);
            await manager.shut_down_async();
        })().then(() => {
            outcome = 'ok';
        }, error => {
            outcome = 'not ok';
            failed++;
            print(`# ${error}\n${error.stack}`.trim().replace(/\n/g, '\n# '));
        });
        runUntil(() => outcome !== null);
        drain();
        print(`${outcome} ${index + 1} - ${name.replace(/_/g, '-')}`);
    });
    return failed === 0 ? 0 : 1;
}
