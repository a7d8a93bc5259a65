/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-executor-private.h"

#include "bg-process-config.h"

/* How workers in each language are started. */

/* The library first: what it needs for Python needs the library. */
static const char python_program[] =
  "import gi; gi.require_version ('Bg', '1.0'); from gi.repository import Bg; "
  "from gi.overrides import _bg_process; _bg_process.main ()";

/**
 * bg_process_executor_register:
 * @self: an executor
 * @worker: the name of the worker
 * @argv: (array zero-terminated=1): the program, which is looked for in the search path, and its arguments
 *
 * Makes a worker known that is a program of its own.
 *
 * The program makes a [class@ProcessWorker] and calls [method@ProcessWorker.run]. It may be started several times, and
 * goes on to the next request when it has answered one. A name that is known already is started the new way from now
 * on.
 */
void
bg_process_executor_register (BgProcessExecutor *self,
                              const char        *worker,
                              const char *const *argv)
{
  g_return_if_fail (BG_IS_PROCESS_EXECUTOR (self));
  g_return_if_fail (worker != NULL);
  g_return_if_fail (argv != NULL && argv[0] != NULL);

  bg_process_pool_set_argv (bg_process_executor_get_pool (self), worker, argv);
}

/**
 * bg_process_executor_register_module:
 * @self: an executor
 * @worker: the name of the worker
 * @path: (type filename): a module that can be loaded
 * @symbol: the name of a [callback@ProcessWorkerFunc] in it, which is called with `NULL` for its data
 *
 * Makes a worker known that is a C function.
 */
void
bg_process_executor_register_module (BgProcessExecutor *self,
                                     const char        *worker,
                                     const char        *path,
                                     const char        *symbol)
{
  const char *program = g_getenv ("BG_PROCESS_WORKER_PROGRAM");
  const char *argv[] = { program != NULL ? program : BG_PROCESS_WORKER_PROGRAM, path, symbol, NULL };

  g_return_if_fail (path != NULL);
  g_return_if_fail (symbol != NULL);

  bg_process_executor_register (self, worker, argv);
}

/**
 * bg_process_executor_register_python:
 * @self: an executor
 * @worker: the name of the worker
 * @function: a function, as `package.module:function`
 * @interpreter: (type filename) (nullable): the interpreter, or `NULL` for `python3`
 *
 * Makes a worker known that is a Python function.
 *
 * It is called with the arguments as keywords, and its result is sent back: numbers, strings, bytes, lists and
 * dictionaries with strings for keys. An exception fails the task, with its traceback. What else it needs, as
 * progress, it finds in the worker that `Bg.current_worker()` gives it.
 */
void
bg_process_executor_register_python (BgProcessExecutor *self,
                                     const char        *worker,
                                     const char        *function,
                                     const char        *interpreter)
{
  const char *argv[] = { interpreter != NULL ? interpreter : "python3",
                         "-c", python_program, function, NULL };

  g_return_if_fail (function != NULL);

  bg_process_executor_register (self, worker, argv);
}

/**
 * bg_process_executor_register_javascript:
 * @self: an executor
 * @worker: the name of the worker
 * @path: (type filename): a file with a module, which makes a [class@ProcessWorker] and calls
 *   [method@ProcessWorker.run]
 *
 * Makes a worker known that is written in JavaScript.
 */
void
bg_process_executor_register_javascript (BgProcessExecutor *self,
                                         const char        *worker,
                                         const char        *path)
{
  const char *argv[] = { "gjs", "-m", path, NULL };

  g_return_if_fail (path != NULL);

  bg_process_executor_register (self, worker, argv);
}
