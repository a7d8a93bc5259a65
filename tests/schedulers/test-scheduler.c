/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

/* A scheduler that is no part of the library: it writes down what is asked of it. */
#define OWN_TYPE_SCHEDULER (own_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (OwnScheduler, own_scheduler, OWN, SCHEDULER, GObject)

struct _OwnScheduler
{
  GObject    parent_instance;

  char      *name;
  gboolean   active;
  gboolean   refuses;
  CoreOrder *order;             /* not owned */
};

typedef enum
{
  PROP_NAME = 1,
  PROP_ACTIVE,
} OwnSchedulerProperty;

static void
set_active (OwnScheduler *self,
            gboolean      active)
{
  self->active = active;
  g_object_notify (G_OBJECT (self), "active");
}

static gboolean
start (BgScheduler    *scheduler,
       BgTaskManager  *manager,
       GError        **error)
{
  OwnScheduler *self = OWN_SCHEDULER (scheduler);

  core_order_note (self->order, "%s-start", self->name);
  if (!self->refuses)
    set_active (self, TRUE);
  return !self->refuses;
}

static void
stop (BgScheduler    *scheduler,
      BgShutdownMode  mode)
{
  OwnScheduler *self = OWN_SCHEDULER (scheduler);

  core_order_note (self->order, "%s-%s", self->name, mode == BG_SHUTDOWN_DRAIN ? "drain" : "discard");
  set_active (self, FALSE);
}

static void
implement_scheduler (BgSchedulerInterface *iface)
{
  iface->start = start;
  iface->stop = stop;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (OwnScheduler, own_scheduler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_SCHEDULER, implement_scheduler))

static void
own_scheduler_finalize (GObject *object)
{
  g_free (OWN_SCHEDULER (object)->name);
  G_OBJECT_CLASS (own_scheduler_parent_class)->finalize (object);
}

static void
own_scheduler_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (prop_id == PROP_NAME)
    g_value_set_string (value, OWN_SCHEDULER (object)->name);
  else
    g_value_set_boolean (value, OWN_SCHEDULER (object)->active);
}

static void
own_scheduler_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  OwnScheduler *self = OWN_SCHEDULER (object);

  g_assert_cmpuint (prop_id, ==, PROP_NAME);
  g_free (self->name);
  self->name = g_value_dup_string (value);
}

static void
own_scheduler_class_init (OwnSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = own_scheduler_finalize;
  object_class->get_property = own_scheduler_get_property;
  object_class->set_property = own_scheduler_set_property;
  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_ACTIVE, "active");
}

static void
own_scheduler_init (OwnScheduler *self)
{
}

/* Another one, which starts by itself and is stopped by nobody. */
#define IDLE_TYPE_SCHEDULER (idle_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (IdleScheduler, idle_scheduler, IDLE, SCHEDULER, GObject)

struct _IdleScheduler
{
  GObject parent_instance;
};

static void
implement_idle_scheduler (BgSchedulerInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (IdleScheduler, idle_scheduler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_SCHEDULER, implement_idle_scheduler))

static void
idle_scheduler_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  if (prop_id == PROP_ACTIVE)
    g_value_set_boolean (value, TRUE);
}

static void
idle_scheduler_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  g_assert_not_reached ();
}

static void
idle_scheduler_class_init (IdleSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = idle_scheduler_get_property;
  object_class->set_property = idle_scheduler_set_property;
  g_object_class_override_property (object_class, PROP_NAME, "name");
  g_object_class_override_property (object_class, PROP_ACTIVE, "active");
}

static void
idle_scheduler_init (IdleScheduler *self)
{
}

static OwnScheduler *
make_own (const char *name,
          CoreOrder  *order)
{
  OwnScheduler *self = g_object_new (OWN_TYPE_SCHEDULER, "name", name, NULL);

  self->order = order;
  return self;
}

static guint
count (SchedulersFixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (bg_scheduler_list_get_for_manager (fixture->manager)));
}

static void
test_own_kind (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (OwnScheduler) own = make_own ("own", order);
  g_autofree char *name = NULL;

  g_test_summary ("A11.1: the interface can be implemented, and the manager keeps what was started while it is active");
  name = bg_scheduler_dup_name (BG_SCHEDULER (own));
  g_assert_cmpstr (name, ==, "own");
  g_assert_false (bg_scheduler_is_active (BG_SCHEDULER (own)));
  bg_scheduler_stop (BG_SCHEDULER (own), BG_SHUTDOWN_DISCARD);
  schedulers_start (fixture, own);
  g_assert_cmpuint (count (fixture), ==, 1);
  bg_scheduler_stop (BG_SCHEDULER (own), BG_SHUTDOWN_DRAIN);
  g_assert_cmpuint (count (fixture), ==, 0);
  core_assert_order (order, "own-start own-drain");
}

static void
test_start_that_fails (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (OwnScheduler) own = make_own ("own", order);
  GError *error = NULL;
  gboolean started;

  g_test_summary ("A start that fails without saying why has an error all the same, and nothing is kept");
  own->refuses = TRUE;
  started = bg_scheduler_start (BG_SCHEDULER (own), fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_FAILED);
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_register (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (OwnScheduler) own = make_own ("own", order);
  GError *error = NULL;
  gboolean registered;

  g_test_summary ("A11.2, A11.3: one that starts by itself is registered and unregistered, and it is told whether it was known");
  g_assert_false (bg_scheduler_unregister (BG_SCHEDULER (own), fixture->manager));
  g_assert_true (bg_scheduler_register (BG_SCHEDULER (own), fixture->manager, &error));
  g_assert_no_error (error);
  registered = bg_scheduler_register (BG_SCHEDULER (own), fixture->manager, &error);
  schedulers_refuse (registered, g_steal_pointer (&error), BG_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (count (fixture), ==, 1);
  schedulers_start (fixture, own);
  g_assert_cmpuint (count (fixture), ==, 1);
  bg_scheduler_stop (BG_SCHEDULER (own), BG_SHUTDOWN_DISCARD);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_true (bg_scheduler_unregister (BG_SCHEDULER (own), fixture->manager));
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_only_registered (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  BgScheduler *idle = g_object_new (IDLE_TYPE_SCHEDULER, NULL);
  GError *error = NULL;
  gboolean started;

  g_test_summary ("A11.2: without start it can be registered only; without stop it is left alone; it goes with the manager");
  started = bg_scheduler_start (idle, fixture->manager, &error);
  schedulers_refuse (started, g_steal_pointer (&error), BG_ERROR_INVALID_ARGUMENT);
  g_assert_true (bg_scheduler_register (idle, fixture->manager, NULL));
  bg_scheduler_stop (idle, BG_SHUTDOWN_DISCARD);
  g_object_add_weak_pointer (G_OBJECT (idle), (gpointer *) &idle);
  g_object_unref (idle);
  g_assert_nonnull (idle);
  g_assert_true (bg_scheduler_unregister (idle, fixture->manager));
  g_assert_null (idle);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  g_string_append_printf (user_data, "%u-%u+%u ", position, removed, added);
}

static void
test_list (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (OwnScheduler) first = make_own ("first", order);
  g_autoptr (OwnScheduler) second = make_own ("second", order);
  g_autoptr (BgScheduler) found = NULL;
  g_autoptr (BgScheduler) item = NULL;
  BgSchedulerList *list = bg_scheduler_list_get_for_manager (fixture->manager);
  GType item_type;
  guint n_items;

  g_test_summary ("A11.4: the schedulers of a manager are listed, and none is active at rest");
  g_assert_true (list == bg_scheduler_list_get_for_manager (fixture->manager));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (list)) == BG_TYPE_SCHEDULER);
  g_assert_cmpuint (bg_scheduler_list_get_n_active (list), ==, 0);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), fixture->log);
  schedulers_start (fixture, first);
  g_assert_true (bg_scheduler_register (BG_SCHEDULER (second), fixture->manager, NULL));
  g_assert_cmpuint (bg_scheduler_list_get_n_active (list), ==, 1);
  g_object_get (list, "n-items", &n_items, "item-type", &item_type, NULL);
  g_assert_cmpuint (n_items, ==, 2);
  g_assert_true (item_type == BG_TYPE_SCHEDULER);
  g_assert_null (bg_scheduler_list_dup_scheduler (list, "third"));
  found = bg_scheduler_list_dup_scheduler (list, "second");
  item = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (found == BG_SCHEDULER (second) && item == found);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 2));
  bg_scheduler_list_stop_all (list, BG_SHUTDOWN_DISCARD);
  g_assert_cmpuint (bg_scheduler_list_get_n_active (list), ==, 0);
  g_assert_true (bg_scheduler_unregister (BG_SCHEDULER (second), fixture->manager));
  g_assert_cmpstr (fixture->log->str, ==, "0-0+1 1-0+1 0-1+0 0-1+0 ");
}

static void
count_failure_cb (BgScheduler  *scheduler,
                  const GError *error,
                  gpointer      user_data)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  (*(guint *) user_data)++;
}

static void
test_report_failure (void)
{
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (OwnScheduler) own = make_own ("own", order);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  guint n_failed = 0;

  g_signal_connect (own, "failed", G_CALLBACK (count_failure_cb), &n_failed);
  bg_scheduler_report_failure (BG_SCHEDULER (own), error);
  g_assert_cmpuint (n_failed, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler/own-kind", test_own_kind);
  g_test_add_func ("/scheduler/start-that-fails", test_start_that_fails);
  g_test_add_func ("/scheduler/register", test_register);
  g_test_add_func ("/scheduler/only-registered", test_only_registered);
  g_test_add_func ("/scheduler/list", test_list);
  g_test_add_func ("/scheduler/report-failure", test_report_failure);

  return g_test_run ();
}
