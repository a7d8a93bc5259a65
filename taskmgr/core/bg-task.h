/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-enums.h"
#include "bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_TASK (bg_task_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgTask, bg_task, BG, TASK, GObject)

/**
 * BgTaskClass:
 * @run: the body, called where the executor says; by default it calls the function given to the constructor
 * @start: for kinds that are asynchronous by nature: begin the work, in the context of the manager; the
 *   task ends when [method@Task.return_value] or [method@Task.return_error] is called, then or later.
 *   Where it is implemented, @run is not called
 *
 * The class structure of tasks.
 */
struct _BgTaskClass
{
  GObjectClass parent_class;

  gboolean (*run)   (BgTask        *self,
                     GCancellable  *cancellable,
                     GError       **error);
  void     (*start) (BgTask        *self);

  /*< private >*/
  gpointer padding[8];
};

BG_AVAILABLE_IN_ALL
BgTask           *bg_task_new                   (BgTaskFunc        func,
                                                 gpointer          user_data,
                                                 GDestroyNotify    user_data_destroy) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTask           *bg_task_new_pass_through      (void) G_GNUC_WARN_UNUSED_RESULT;

/* What it is; the setters are for before it is added, but for the priority. */
BG_AVAILABLE_IN_ALL
const char       *bg_task_get_name              (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_name              (BgTask           *self,
                                                 const char       *name);
BG_AVAILABLE_IN_ALL
int               bg_task_get_priority          (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_priority          (BgTask           *self,
                                                 int               priority);
BG_AVAILABLE_IN_ALL
BgAdmissionClass  bg_task_get_task_class        (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_task_class        (BgTask           *self,
                                                 BgAdmissionClass  task_class);
BG_AVAILABLE_IN_ALL
const char       *bg_task_get_group             (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_group             (BgTask           *self,
                                                 const char       *group);
BG_AVAILABLE_IN_ALL
guint             bg_task_get_delay             (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_delay             (BgTask           *self,
                                                 guint             milliseconds);
BG_AVAILABLE_IN_ALL
guint             bg_task_get_deadline          (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_deadline          (BgTask           *self,
                                                 guint             milliseconds);
BG_AVAILABLE_IN_ALL
guint             bg_task_get_time_limit        (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_time_limit        (BgTask           *self,
                                                 guint             milliseconds);
BG_AVAILABLE_IN_ALL
GDateTime        *bg_task_get_not_before        (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_not_before        (BgTask           *self,
                                                 GDateTime        *time);
BG_AVAILABLE_IN_ALL
BgAtShutDown      bg_task_get_at_shut_down      (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_at_shut_down      (BgTask           *self,
                                                 BgAtShutDown      at_shut_down);
BG_AVAILABLE_IN_ALL
const char       *bg_task_get_unique_key        (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_unique            (BgTask           *self,
                                                 const char       *key,
                                                 BgUniqueness      uniqueness);
BG_AVAILABLE_IN_ALL
BgExecutor       *bg_task_get_executor          (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_executor          (BgTask           *self,
                                                 BgExecutor       *executor);
BG_AVAILABLE_IN_ALL
BgRetryPolicy    *bg_task_get_retry             (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_set_retry             (BgTask           *self,
                                                 BgRetryPolicy    *retry);
BG_AVAILABLE_IN_ALL
void              bg_task_add_resource          (BgTask           *self,
                                                 const char       *name);
BG_AVAILABLE_IN_ALL
void              bg_task_add_condition         (BgTask           *self,
                                                 BgCondition      *condition);
BG_AVAILABLE_IN_ALL
void              bg_task_add_upstream          (BgTask           *self,
                                                 guint64           upstream_id);
BG_AVAILABLE_IN_ALL
void              bg_task_set_argument          (BgTask           *self,
                                                 const char       *name,
                                                 const GValue     *value);

/* In the body, from any thread. */
BG_AVAILABLE_IN_ALL
guint             bg_task_get_attempt           (BgTask           *self);
BG_AVAILABLE_IN_ALL
const GValue     *bg_task_get_argument          (BgTask           *self,
                                                 const char       *name);
BG_AVAILABLE_IN_ALL
GVariant         *bg_task_dup_arguments         (BgTask           *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
const GValue     *bg_task_get_upstream_result   (BgTask           *self,
                                                 guint64           upstream_id);
BG_AVAILABLE_IN_ALL
const guint64    *bg_task_get_upstream_ids      (BgTask           *self,
                                                 gsize            *n_ids);
BG_AVAILABLE_IN_ALL
GCancellable     *bg_task_get_cancellable       (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_hold                  (BgTask           *self);
BG_AVAILABLE_IN_ALL
void              bg_task_report_progress       (BgTask           *self,
                                                 double            fraction,
                                                 const char       *text);
BG_AVAILABLE_IN_ALL
void              bg_task_return_value          (BgTask           *self,
                                                 const GValue     *value);
BG_AVAILABLE_IN_ALL
void              bg_task_return_pointer        (BgTask           *self,
                                                 gpointer          pointer);
BG_AVAILABLE_IN_ALL
void              bg_task_return_object         (BgTask           *self,
                                                 gpointer          object);
BG_AVAILABLE_IN_ALL
void              bg_task_return_boolean        (BgTask           *self,
                                                 gboolean          value);
BG_AVAILABLE_IN_ALL
void              bg_task_return_int            (BgTask           *self,
                                                 int               value);
BG_AVAILABLE_IN_ALL
void              bg_task_return_int64          (BgTask           *self,
                                                 gint64            value);
BG_AVAILABLE_IN_ALL
void              bg_task_return_double         (BgTask           *self,
                                                 double            value);
BG_AVAILABLE_IN_ALL
void              bg_task_return_string         (BgTask           *self,
                                                 const char       *value);
BG_AVAILABLE_IN_ALL
void              bg_task_return_variant        (BgTask           *self,
                                                 GVariant         *value);
BG_AVAILABLE_IN_ALL
void              bg_task_return_error          (BgTask           *self,
                                                 const GError     *error);
BG_AVAILABLE_IN_ALL
void              bg_task_return_failure        (BgTask           *self,
                                                 const GError     *error,
                                                 const char       *traceback);

/* By the executor that has it. */
BG_AVAILABLE_IN_ALL
gboolean          bg_task_run_body              (BgTask           *self);

/* What became of it. */
BG_AVAILABLE_IN_ALL
guint64           bg_task_get_id                (BgTask           *self);
BG_AVAILABLE_IN_ALL
BgTaskManager    *bg_task_dup_manager           (BgTask           *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTaskState       bg_task_get_state             (BgTask           *self);
BG_AVAILABLE_IN_ALL
gboolean          bg_task_is_ended              (BgTask           *self);
BG_AVAILABLE_IN_ALL
double            bg_task_get_fraction          (BgTask           *self);
BG_AVAILABLE_IN_ALL
char             *bg_task_dup_text              (BgTask           *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
char             *bg_task_dup_waiting_reason    (BgTask           *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
const GValue     *bg_task_get_result            (BgTask           *self);
BG_AVAILABLE_IN_ALL
GError           *bg_task_dup_error             (BgTask           *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
guint64           bg_task_get_failed_upstream   (BgTask           *self);
BG_AVAILABLE_IN_ALL
gint64            bg_task_get_added_time        (BgTask           *self);
BG_AVAILABLE_IN_ALL
gint64            bg_task_get_ready_time        (BgTask           *self);
BG_AVAILABLE_IN_ALL
gint64            bg_task_get_start_time        (BgTask           *self);
BG_AVAILABLE_IN_ALL
gint64            bg_task_get_end_time          (BgTask           *self);

BG_AVAILABLE_IN_ALL
gboolean          bg_task_stop                  (BgTask           *self);

G_END_DECLS
