// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported _init */

// Bg as JavaScript likes it: functions and async functions for bodies, any value for a result, and
// promises.
//
// The engine refuses calls from other threads: it prints a critical message, and C goes on with
// zeros. So functions run on the main loop here, and what would have a thread call one throws.

const {GLib, GObject} = imports.gi;
const {overrideTransports} = imports.overrides.bgTransport;

const INSTEAD = 'JavaScript cannot be called from another thread. Instead, give a function or an ' +
    'async function to add_task() or run() of a Bg.TaskManager, or implement vfunc_start() in a ' +
    'subclass of Bg.Task: these run on the main loop. Work that takes long belongs into a task ' +
    'that is written in C, or into a Gio.Subprocess';

// C cannot keep what only the collector knows of. So results stay on the wrapper of their task,
// which lives as long as the task does.
const RESULT = Symbol('result');
const EXCEPTION = Symbol('exception');
const UPSTREAMS = Symbol('upstreams');

const OPTIONS = [
    'priority', 'group', 'upstream_task_ids', 'args', 'name', 'task_class', 'delay', 'deadline',
    'executor', 'time_limit', 'not_before', 'at_shut_down', 'retry', 'resources',
    'conditions', 'unique_key', 'uniqueness',
];

let Bg;
let ExecutedTask;

function refuse(what) {
    throw new Error(`${what}: ${INSTEAD}.`);
}

function describe(value) {
    return typeof value === 'string' ? `"${value}"` : String(value);
}

function isInt32(number) {
    return Number.isInteger(number) && number >= -(2 ** 31) && number < 2 ** 31;
}

function isPlainObject(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function checkFunction(func) {
    if (typeof func !== 'function')
        throw new TypeError(`${describe(func)} is not a function`);
}

// The predicate is called with the task and the error; what was thrown is task.exception.
function makeRetryPolicy({
    max_attempts = 3, delay = 1000, backoff = Bg.Backoff.EXPONENTIAL, max_delay = 0, jitter = 0,
    should_retry = null, ...others
}) {
    for (const name of Object.keys(others))
        throw new TypeError(`There is no option ${name} of retry`);
    return Bg.RetryPolicy.new_for_errors(max_attempts, backoff, delay, max_delay, jitter,
        should_retry);
}

// What is asked of a new task. Nothing is taken for something else, and nothing is ignored.
function checkOptions(options) {
    const known = OPTIONS.join(', ');
    if (!isPlainObject(options))
        throw new TypeError(`${describe(options)} is not an object of options, which are ${known}`);
    for (const name of Object.keys(options)) {
        if (!OPTIONS.includes(name))
            throw new TypeError(`There is no option ${name}; the options are ${known}`);
    }
    const {args = null, upstream_task_ids = null, ...asked} = options;
    const {resources, conditions, unique_key = null, uniqueness, ...others} = asked;
    const {group = null, priority = null} = others;
    if (args !== null && !isPlainObject(args))
        throw new TypeError(`args is ${describe(args)}, and must be an object of named arguments`);
    if (group !== null && typeof group !== 'string')
        throw new TypeError(`group is ${describe(group)}, and must be a string`);
    if (priority !== null && !isInt32(priority))
        throw new TypeError(`priority is ${describe(priority)}, and must be an integer of 32 bits`);
    const ids = upstream_task_ids === null ? [] : [...upstream_task_ids];
    for (const id of ids) {
        if (!Number.isSafeInteger(id) || id < 0)
            throw new TypeError(`upstream_task_ids has ${describe(id)}, which is no id of a task`);
    }
    const properties = {...others, group, priority: priority ?? 0};
    if (isPlainObject(properties.retry))
        properties.retry = makeRetryPolicy(properties.retry);
    return {args: {...args}, ids, needs: {resources, conditions, unique_key, uniqueness}, properties};
}

// What C can make of a value, or null.
function pack(value) {
    if (value instanceof GLib.Variant)
        return value;
    if (typeof value === 'boolean')
        return GLib.Variant.new_boolean(value);
    if (typeof value === 'string')
        return value.includes('\0') ? null : GLib.Variant.new_string(value);
    if (isInt32(value))
        return GLib.Variant.new_int32(value);
    if (Number.isSafeInteger(value))
        return GLib.Variant.new_int64(value);
    if (typeof value === 'number')
        return GLib.Variant.new_double(value);
    return isPlainObject(value) ? packMapping(value) : null;
}

function packMapping(object) {
    const dict = GLib.VariantDict.new(null);
    for (const [name, value] of Object.entries(object)) {
        const packed = pack(value);
        if (packed !== null)
            dict.insert_value(name, packed);
    }
    return dict.end();
}

// The result as tasks in C see it that wait for it: nothing, if they could make nothing of it.
function toValue(value) {
    if (value instanceof GObject.Object || value instanceof GObject.Value)
        return value;
    if (Number.isSafeInteger(value) && !isInt32(value)) {
        const large = new GObject.Value();
        large.init(GObject.TYPE_INT64);
        large.set_int64(value);
        return large;
    }
    if (typeof value === 'number' || (typeof value === 'string' && !value.includes('\0')))
        return value;
    return pack(value);
}

// Anything can be thrown; some of it is no text.
function toText(thrown) {
    try {
        return String(thrown);
    } catch (_) {
        return '';
    }
}

function toError(thrown) {
    if (thrown instanceof GLib.Error)
        return thrown;
    let message = thrown instanceof Error ? `${thrown.message || thrown.name}` : toText(thrown);
    if (message.trim() === '')
        message = 'Error';
    return new GLib.Error(Bg.error_quark(), Bg.Error.SCRIPT, message);
}

function toTraceback(thrown) {
    const {stack} = thrown instanceof Error || thrown instanceof GLib.Error ? thrown : new Error();
    return `${toText(thrown)}\n${stack}`;
}

// Its own arguments, overlaid by the objects that its upstreams returned, in declared order.
function mergeUpstreams(task, args) {
    const merged = {...args};
    for (const id of task[UPSTREAMS]?.keys() ?? []) {
        let result = task.get_upstream_result(id);
        if (result instanceof GLib.Variant && result.get_type_string() === 'a{sv}')
            result = result.recursiveUnpack();
        if (isPlainObject(result))
            Object.assign(merged, result);
    }
    return merged;
}

// Their wrappers know the results, and would be gone when those are wanted.
function keepUpstreams(manager, task, ids) {
    for (const id of ids ?? []) {
        task[UPSTREAMS] ??= new Map();
        task[UPSTREAMS].set(id, manager.dup_task(id));
    }
}

// Has whatever a function throws, now or later, fail the task. This may be another attempt.
function guard(task, func) {
    const fail = error => task.return_error(error);
    delete task[RESULT];
    delete task[EXCEPTION];
    try {
        const promise = func.call(task);
        if (typeof promise?.then === 'function')
            promise.then(undefined, fail);
    } catch (error) {
        fail(error);
    }
}

// Looks at a class before it is registered.
function refineClass(klass, inThreads) {
    for (const name of inThreads) {
        if (Object.hasOwn(klass.prototype, name))
            refuse(`${klass.name} implements ${name}(), which would be called in a worker thread`);
    }
    if (Object.hasOwn(klass.prototype, 'vfunc_start')) {
        const start = klass.prototype.vfunc_start;
        klass.prototype.vfunc_start = function () {
            guard(this, start);
        };
    }
    return GObject.Object._classInit(klass);
}

// Methods of C can be replaced but not redefined; properties of the same name the other way round.
function defineMethods({prototype}, methods) {
    for (const [name, value] of Object.entries(methods)) {
        if (Object.getOwnPropertyDescriptor(prototype, name)?.writable)
            prototype[name] = value;
        else
            Object.defineProperty(prototype, name, {value, writable: true, configurable: true});
    }
}

function overrideTask() {
    const {get_result, get_upstream_result} = Bg.Task.prototype;
    const {report_progress, return_failure, return_value} = Bg.Task.prototype;

    // The first outcome counts.
    function end(task, key, value) {
        if (!(RESULT in task) && !(EXCEPTION in task) && !task.is_ended())
            task[key] = value;
        if (task.get_retry() === null)
            delete task[UPSTREAMS];
    }

    Bg.Task._classInit = klass => refineClass(klass, ['vfunc_run']);
    Bg.Task.new = () => refuse('Bg.Task.new()');
    defineMethods(Bg.Task, {
        _init(...args) {
            if (typeof args[0] === 'function')
                refuse('new Bg.Task() with a function');
            GObject.Object.prototype._init.apply(this, args);
        },
        return_value(value) {
            end(this, RESULT, value);
            return_value.call(this, toValue(value));
        },
        return_error(thrown) {
            this.return_failure(thrown, toTraceback(thrown));
        },
        return_failure(thrown, traceback = null) {
            end(this, EXCEPTION, thrown);
            return_failure.call(this, toError(thrown), traceback);
        },
        report_progress(fraction, text = null) {
            report_progress.call(this, fraction, text);
        },
        get_result() {
            const has = RESULT in this && this.state === Bg.TaskState.COMPLETED;
            return has ? this[RESULT] : get_result.call(this);
        },
        get_upstream_result(id) {
            const upstream = this[UPSTREAMS]?.get(id);
            const has = upstream && RESULT in upstream;
            return has ? upstream[RESULT] : get_upstream_result.call(this, id);
        },
    });
    // What was thrown, for whoever wants more of it than the message.
    Object.defineProperty(Bg.Task.prototype, 'exception', {
        get() {
            return this[EXCEPTION] ?? null;
        },
        configurable: true,
    });
}

function initFunction(task, func, options, init) {
    checkFunction(func);
    const {args, ids, needs, properties} = checkOptions(options);
    init(properties);
    for (const id of ids)
        task.add_upstream(id);
    for (const name of needs.resources ?? [])
        task.add_resource(name);
    for (const condition of needs.conditions ?? [])
        task.add_condition(condition);
    if (needs.unique_key !== null)
        task.set_unique(needs.unique_key, needs.uniqueness ?? Bg.Uniqueness.COALESCE);
    task._function = func;
    task._args = args;
}

// The promise of an async function is returned.
function callFunction(task) {
    const func = task._function;
    const args = mergeUpstreams(task, task._args);
    if (task.get_retry() === null)
        task._function = task._args = null;
    const result = func(args, task);
    if (typeof result?.then === 'function')
        return result.then(value => task.return_value(value));
    return task.return_value(result);
}

// A task that runs a function or an async function on the main loop. It is called with an object of
// the arguments, overlaid by the objects that the upstreams returned, and with the task.
function makeFunctionTask() {
    return GObject.registerClass({
        GTypeName: 'BgFunctionTask',
    }, class FunctionTask extends Bg.Task {
        _init(func, options = {}) {
            initFunction(this, func, options, properties => super._init(properties));
        }

        vfunc_start() {
            return callFunction(this);
        }
    });
}

// The same for executors that call bodies on the main loop. An async function goes on by itself, and
// is not waited for by those that come after it.
function makeExecutedTask() {
    return GObject.registerClass({
        GTypeName: 'BgExecutedTask',
    }, class ExecutedTask extends Bg.Task {
        static _classInit(klass) {
            return GObject.Object._classInit(klass);
        }

        _init(func, options = {}) {
            initFunction(this, func, options, properties => super._init(properties));
        }

        vfunc_run(_cancellable) {
            guard(this, () => {
                const promise = callFunction(this);
                if (promise !== undefined)
                    this.hold();
                return promise;
            });
            return true;
        }
    });
}

// Where a function runs that has an executor: one that would call it in a thread cannot have it.
function makeTask(manager, func, options) {
    const own = options?.executor ?? null;
    const executor = own ?? manager.default_executor;
    const kinds = [Bg.LoopExecutor, Bg.ProcessExecutor, Bg.ThreadExecutor];
    if (!kinds.some(kind => executor instanceof kind))
        return new ExecutedTask(func, options);
    if (own !== null)
        refuse('a function for an executor that has threads or processes');
    return new Bg.FunctionTask(func, options);
}

// Handlers are given the results that JavaScript tasks have returned, not what C has seen of them.
function adaptHandler(signal, handler) {
    if (typeof handler !== 'function' || !/^task[-_]completed(::|$)/.test(signal))
        return handler;
    return function (manager, id, group, result) {
        const task = manager.dup_task(id);
        const kept = task !== null && RESULT in task ? task[RESULT] : result;
        return handler.call(this, manager, id, group, kept);
    };
}

function overrideAdding() {
    const {add, add_upstream} = Bg.TaskManager.prototype;

    defineMethods(Bg.TaskManager, {
        add(task) {
            keepUpstreams(this, task, task.get_upstream_ids());
            return add.call(this, task);
        },
        add_task(func, options = {}, ...others) {
            checkFunction(func);
            if (others.length > 0)
                refuse('add_task() with the arguments that it takes in C');
            return this.add(makeTask(this, func, options));
        },
        add_pass_through_task(options = {}, ...others) {
            if (options === null || options instanceof GLib.Variant || others.length > 0) {
                const [priority, group, upstream_task_ids] = others;
                const args = options?.recursiveUnpack();
                options = {args, priority, group, upstream_task_ids};
            }
            return this.add(new Bg.FunctionTask(args => args, options));
        },
        add_upstream(id, upstreamId) {
            const added = add_upstream.call(this, id, upstreamId);
            const task = this.dup_task(id);
            if (task !== null)
                keepUpstreams(this, task, [upstreamId]);
            return added;
        },
    });
}

// Has a pair of asynchronous functions keep a promise.
function promise(begin, finish) {
    return new Promise((resolve, reject) => begin((source, result) => {
        try {
            resolve(finish(source, result));
        } catch (error) {
            reject(error);
        }
    }));
}

function overrideRunning() {
    const {run_async, run_finish} = Bg.TaskManager.prototype;
    const tasks = new WeakMap();

    defineMethods(Bg.TaskManager, {
        run(what, options) {
            if (!(what instanceof Bg.Task))
                return this.run_async(makeTask(this, what, options));
            if (options !== undefined)
                throw new TypeError('A task has its options already');
            return this.run_async(what);
        },
        run_async(task, cancellable = null, callback = null) {
            keepUpstreams(this, task, task.get_upstream_ids());
            if (callback !== null) {
                return run_async.call(this, task, cancellable, (manager, result) => {
                    tasks.set(result, task);
                    callback(manager, result);
                });
            }
            return promise(
                ended => this.run_async(task, cancellable, ended),
                (manager, result) => manager.run_finish(result)
            ).catch(error => {
                throw EXCEPTION in task ? task[EXCEPTION] : error;
            });
        },
        run_finish(result) {
            const value = run_finish.call(this, result);
            return tasks.has(result) ? tasks.get(result).get_result() : value;
        },
    });
}

function overrideShuttingDown() {
    const {shut_down_async, shut_down_finish} = Bg.TaskManager.prototype;
    const {DISCARD} = Bg.ShutdownMode;

    defineMethods(Bg.TaskManager, {
        shut_down_async(mode = DISCARD, timeout = -1, cancellable = null, callback = null) {
            const begin = ended => shut_down_async.call(this, mode, timeout, cancellable, ended);
            if (callback !== null)
                return begin(callback);
            return promise(begin, (manager, result) => shut_down_finish.call(manager, result));
        },
    });
}

function overrideWaiting() {
    const {wait, wait_async, wait_finish} = Bg.TaskManager.prototype;

    defineMethods(Bg.TaskManager, {
        wait(ids, timeout = -1) {
            return wait.call(this, ids, timeout);
        },
        wait_async(ids, timeout = -1, callback = null) {
            const begin = ended => wait_async.call(this, ids, timeout, ended);
            if (callback !== null)
                return begin(callback);
            return promise(begin, (manager, result) => wait_finish.call(manager, result));
        },
    });
}

function overrideManager() {
    const {stop_task, stop_task_group} = Bg.TaskManager.prototype;
    const {connect, connect_after} = GObject.Object.prototype;

    defineMethods(Bg.TaskManager, {
        stop_task(id, upstream = true, downstream = true) {
            return stop_task.call(this, id, upstream, downstream);
        },
        stop_task_group(group, upstream = true, downstream = true) {
            return stop_task_group.call(this, group, upstream, downstream);
        },
        connect(signal, handler) {
            return connect.call(this, signal, adaptHandler(signal, handler));
        },
        connect_after(signal, handler) {
            return connect_after.call(this, signal, adaptHandler(signal, handler));
        },
    });
}

function overrideData() {
    const {set_check_func, set_fetch_func} = Bg.DataRetriever.prototype;

    Bg.DataRetriever._classInit = klass => refineClass(klass, ['vfunc_check', 'vfunc_fetch']);
    for (const [name, method] of Object.entries({set_check_func, set_fetch_func})) {
        defineMethods(Bg.DataRetriever, {
            [name](func) {
                if (func !== null)
                    refuse(`${name}()`);
                method.call(this, null);
            },
        });
    }
    for (const model of [Bg.TaskListModel, Bg.ListModelAdapter]) {
        model.prototype[Symbol.iterator] = function* () {
            for (let i = 0; i < this.get_n_items(); i++)
                yield this.get_item(i);
        };
    }
}

// Schedulers run functions on the main loop, which are given the item of a queue as the argument of that name.
function overrideSchedulers() {
    defineMethods(Bg.TaskScheduler, {
        set_func(func, options = {}) {
            checkFunction(func);
            this.set_task_func((scheduler, item) => {
                const items = scheduler instanceof Bg.QueueScheduler ? {item} : {};
                return new Bg.FunctionTask(func, {...options, args: {...options.args, ...items}});
            });
        },
    });
}

// Functions are tasks for idle moments: queue.add_task(fn, priority, name, options), or with a Bg.Task.
function overrideIdle() {
    const {add_task, cancel_task, pause_task, resume_task} = Bg.TaskQueue.prototype;
    const {DEFAULT} = Bg.TaskQueuePriority;

    defineMethods(Bg.TaskQueue, {
        add_task(what, priority = DEFAULT, name = null, options = undefined) {
            const isTask = what instanceof Bg.Task;
            if (isTask && options !== undefined)
                throw new TypeError('A task has its options already');
            const task = isTask ? what : new ExecutedTask(what, options);
            const manager = this.executor?.manager ?? null;
            if (manager !== null)
                keepUpstreams(manager, task, task.get_upstream_ids());
            return add_task.call(this, task, priority ?? DEFAULT, name);
        },
        cancel_task(name = null) {
            return cancel_task.call(this, name);
        },
        pause_task(name = null) {
            return pause_task.call(this, name);
        },
        resume_task(name = null) {
            return resume_task.call(this, name);
        },
    });
}

// A loop is for what is written in C: its thread cannot call JavaScript.
function overrideLoops() {
    const {stop, stop_async, stop_finish} = Bg.Loop.prototype;

    for (const name of ['invoke', 'run', 'add_timeout'])
        defineMethods(Bg.Loop, {[name]: () => refuse(`${name}() of a Bg.Loop`)});
    defineMethods(Bg.Loop, {
        stop(cancel = false) {
            stop.call(this, cancel);
        },
        stop_async(cancel = false, cancellable = null, callback = null) {
            const begin = ended => stop_async.call(this, cancel, cancellable, ended);
            if (callback !== null)
                return begin(callback);
            return promise(begin, (loop, result) => stop_finish.call(loop, result));
        },
    });
}

function _init() {
    Bg = this;
    overrideTask();
    overrideAdding();
    overrideRunning();
    overrideShuttingDown();
    overrideWaiting();
    overrideManager();
    overrideData();
    overrideLoops();
    overrideSchedulers();
    overrideIdle();
    overrideTransports(Bg, defineMethods);
    Bg.FunctionTask = makeFunctionTask();
    ExecutedTask = makeExecutedTask();
}
