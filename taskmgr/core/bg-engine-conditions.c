/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-condition-private.h"
#include "bg-resources-private.h"

/* A condition is a resource of which there is none while it is not fulfilled, and any number while it is. The engine
 * knows it for as long as a node needs it, whose task owns it. */

static char *
make_key (BgCondition *condition)
{
  /* A control character keeps it apart from whatever a program would call a resource. */
  return g_strdup_printf ("\001condition-%p", (void *) condition);
}

static void
set_limit (BgResource  *resource,
           BgCondition *condition)
{
  resource->limit = bg_condition_is_fulfilled (condition) ? G_MAXUINT : 0;
}

static BgResource *
ensure_condition (BgEngine    *self,
                  BgCondition *condition)
{
  g_autofree char *key = make_key (condition);
  BgResource *resource = bg_resources_lookup (self->resources, key);

  if (resource != NULL)
    return resource;
  resource = bg_resources_ensure (self->resources, key);
  resource->condition = condition;
  /* To hear of changes first, and to look then: none is missed. */
  bg_condition_join (condition, self);
  set_limit (resource, condition);
  return resource;
}

/* Under the lock: a node that is to be added needs conditions, each of which is named once. Takes the needs, which may
 * be NULL for none. */
BgNeeds *
bg_engine_need_conditions (BgEngine           *self,
                           BgNeeds            *needs,
                           BgCondition *const *conditions,
                           guint               n_conditions)
{
  for (guint i = 0; i < n_conditions; i++)
    {
      BgResource *resource = ensure_condition (self, conditions[i]);

      resource->n_nodes++;
      needs = bg_needs_add (needs, resource);
    }
  return needs;
}

/* Under the lock: a node goes, or is not added; it uses nothing. */
void
bg_engine_forget_needs (BgEngine *self,
                        BgNeeds  *needs)
{
  for (guint i = 0; needs != NULL && i < needs->n; i++)
    {
      BgResource *resource = needs->of[i];

      if (resource->condition == NULL || --resource->n_nodes > 0)
        continue;
      bg_condition_leave (resource->condition, self);
      bg_resources_remove (self->resources, resource);
    }
  g_free (needs);
}

/* From any thread: it may have changed. */
void
bg_engine_follow_condition (BgEngine    *self,
                            BgCondition *condition)
{
  g_autofree char *key = make_key (condition);
  BgResource *resource;

  bg_engine_lock (self);
  resource = bg_resources_lookup (self->resources, key);
  if (resource != NULL)
    {
      set_limit (resource, condition);
      bg_engine_offer_resource (self, resource);
    }
  bg_engine_unlock (self);
}
