/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-run.h"

#include "cli-json.h"

#include <string.h>

/* Runs the cases, one after the other, and tells of each in the language of test harnesses (TAP), or in JSON. */

typedef enum
{
  KEPT,
  BROKEN,
  REFUSED,         /* not promised, and told so */
  NOT_PROMISED,    /* and nothing to be refused */
} Outcome;

static const char * const outcome_names[] = { "kept", "broken", "refused", "not-promised" };

typedef struct
{
  const SelftestPlan *plan;
  GMainContext       *context;    /* of the thread that watches the time */
  GMainLoop          *loop;
  GThread            *thread;
  guint               counts[G_N_ELEMENTS (outcome_names)];
} Run;

static gboolean
too_long_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* A transport that never answers is broken, but must not stop the others from being checked. The main loop cannot
 * watch: the operations block it. */
static gpointer
watch_thread (gpointer data)
{
  Run *run = data;

  g_main_context_push_thread_default (run->context);
  g_main_loop_run (run->loop);
  g_main_context_pop_thread_default (run->context);
  return NULL;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* From within, as the loop may not even run yet. */
static void
stop_watching (Run *run)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit_cb, run->loop, NULL);
  g_source_attach (source, run->context);
  g_thread_join (run->thread);
}

static GSource *
limit_time (Run      *run,
            Selftest *t)
{
  GSource *source = g_timeout_source_new_seconds (run->plan->time_limit);

  g_source_set_callback (source, too_long_cb, g_object_ref (t->cancellable), g_object_unref);
  g_source_attach (source, run->context);
  return source;
}

static Outcome
run_case (Selftest           *t,
          const SelftestCase *test)
{
  SelftestFunc func = test->func;
  Outcome outcome = KEPT;

  if (!selftest_open (t))
    return BROKEN;
  if ((t->capabilities & test->needs) != test->needs)
    {
      func = test->refusal;
      outcome = func != NULL ? REFUSED : NOT_PROMISED;
    }
  if (func != NULL)
    func (t);
  return t->complaint->len == 0 ? outcome : BROKEN;
}

static void
print_tap (guint       number,
           const char *name,
           Outcome     outcome,
           const char *complaint)
{
  g_print ("%s %u - %s%s\n", outcome == BROKEN ? "not ok" : "ok", number, name,
           outcome == REFUSED ? " (refused)" : outcome == NOT_PROMISED ? " # SKIP not promised" : "");
  if (outcome == BROKEN)
    g_print ("# %s\n", complaint);
}

static void
print_json (guint       number,
            const char *name,
            Outcome     outcome,
            const char *complaint,
            double      seconds)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "number");
  json_builder_add_int_value (builder, number);
  cli_json_add_string (builder, "case", name);
  cli_json_add_string (builder, "outcome", outcome_names[outcome]);
  cli_json_add_string (builder, "complaint", outcome == BROKEN ? complaint : NULL);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, seconds);
  json = cli_json_end (builder);
  cli_json_print (json);
}

static void
do_case (Run                *run,
         guint               number,
         const SelftestCase *test)
{
  Selftest *t = selftest_new (run->plan->uri, run->plan->program);
  GSource *source = limit_time (run, t);
  gint64 start = g_get_monotonic_time ();
  Outcome outcome = run_case (t, test);
  g_autofree char *complaint = g_strdelimit (g_strdup (t->complaint->str), "\n", ' ');
  double seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

  g_source_destroy (source);
  g_source_unref (source);
  selftest_clean (t);
  selftest_free (t);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  run->counts[outcome]++;
  if (run->plan->json)
    print_json (number, test->name, outcome, complaint, seconds);
  else
    print_tap (number, test->name, outcome, complaint);
}

static gboolean
is_wanted (const SelftestPlan *plan,
           const SelftestCase *test)
{
  for (guint i = 0; i < plan->patterns->len; i++)
    if (g_pattern_spec_match_string (g_ptr_array_index (plan->patterns, i), test->name))
      return TRUE;
  return plan->patterns->len == 0;
}

static GPtrArray *
choose_cases (const SelftestPlan *plan)
{
  g_autoptr (GPtrArray) all = selftest_list_cases ();
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (is_wanted (plan, g_ptr_array_index (all, i)))
      g_ptr_array_add (chosen, g_ptr_array_index (all, i));
  return chosen;
}

/* As short as one would say them. */
static char *
describe_capabilities (BgTransportCapabilities capabilities)
{
  g_autoptr (GFlagsClass) klass = g_type_class_ref (BG_TYPE_TRANSPORT_CAPABILITIES);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < klass->n_values; i++)
    if ((capabilities & klass->values[i].value) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", klass->values[i].value_nick);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_transport (const SelftestPlan  *plan,
                    GError             **error)
{
  g_autoptr (BgTransport) transport = bg_transport_new_for_uri (plan->uri, error);
  g_autoptr (GEnumClass) durabilities = g_type_class_ref (BG_TYPE_DURABILITY);
  g_autofree char *capabilities = NULL;

  if (transport == NULL || !bg_transport_open (transport, TRUE, NULL, error))
    return NULL;
  capabilities = describe_capabilities (bg_transport_get_capabilities (transport));
  return g_strdup_printf ("%s; durability %s; %s", bg_transport_get_name (transport),
                          g_enum_get_value (durabilities, (int) bg_transport_get_durability (transport))->value_nick,
                          capabilities);
}

static void
print_summary (Run        *run,
               const char *description,
               guint       n_cases)
{
  const guint *counts = run->counts;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *json = NULL;

  if (!run->plan->json)
    {
      g_print ("# %s\n", description);
      g_print ("# %u of %u promises kept, %u broken, %u refused as they should, %u not promised\n", counts[KEPT],
               n_cases, counts[BROKEN], counts[REFUSED], counts[NOT_PROMISED]);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_add_string (builder, "transport", description);
  for (gsize i = 0; i < G_N_ELEMENTS (outcome_names); i++)
    {
      json_builder_set_member_name (builder, outcome_names[i]);
      json_builder_add_int_value (builder, counts[i]);
    }
  json = cli_json_end (builder);
  cli_json_print (json);
}

static void
run_cases (Run        *run,
           GPtrArray  *cases,
           const char *description)
{
  run->context = g_main_context_new ();
  run->loop = g_main_loop_new (run->context, FALSE);
  run->thread = g_thread_new ("selftest-watch", watch_thread, run);

  if (!run->plan->json)
    g_print ("1..%u\n", cases->len);
  for (guint i = 0; i < cases->len; i++)
    do_case (run, i + 1, g_ptr_array_index (cases, i));
  print_summary (run, description, cases->len);

  stop_watching (run);
  g_main_loop_unref (run->loop);
  g_main_context_unref (run->context);
}

/* Returns whether all is as promised; an error is set if nothing could be checked. */
gboolean
selftest_run (const SelftestPlan  *plan,
              GError             **error)
{
  g_autoptr (GPtrArray) cases = choose_cases (plan);
  g_autofree char *description = NULL;
  Run run = { .plan = plan };

  if (plan->lists)
    {
      for (guint i = 0; i < cases->len; i++)
        g_print ("%s\n", ((const SelftestCase *) g_ptr_array_index (cases, i))->name);
      return TRUE;
    }
  description = describe_transport (plan, error);
  if (description == NULL)
    return FALSE;
  run_cases (&run, cases, description);
  return run.counts[BROKEN] == 0;
}
