/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-source.h"

#include "workbench-resources-path.h"

/* A dialog with the source of a small program, in each language that it was written in. */
struct _WorkbenchSource
{
  AdwWindow parent_instance;

  GtkStack *languages;
};

G_DEFINE_FINAL_TYPE (WorkbenchSource, workbench_source, ADW_TYPE_WINDOW)

static void
copy_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  WorkbenchSource *self = WORKBENCH_SOURCE (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->languages);
  GtkWidget *view;
  g_autofree char *text = NULL;

  if (page == NULL)
    return;

  view = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (page));
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "text", &text, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
add_language (WorkbenchSource *self,
              const char      *language,
              GBytes          *source)
{
  GtkWidget *view = g_object_new (GTK_TYPE_TEXT_VIEW,
                                  "editable", FALSE,
                                  "monospace", TRUE,
                                  "left-margin", 12,
                                  "right-margin", 12,
                                  "top-margin", 12,
                                  "bottom-margin", 12,
                                  NULL);
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", view, NULL);
  gsize size;
  const char *text = g_bytes_get_data (source, &size);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, (int) size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, language,
                                  -1);
  gtk_stack_add_titled (self->languages, scroller, language, language);
}

static void
load (WorkbenchSource *self,
      const char      *example)
{
  static const struct
  {
    const char *language;
    const char *suffix;
  } languages[] =
    {
      { "C", "c" }, { "Python", "py" }, { "JavaScript", "js" }, { "Vala", "vala" },
    };

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strdup_printf (WORKBENCH_RESOURCES "examples/%s/example.%s",
                                               example, languages[i].suffix);
      g_autoptr (GBytes) source = g_resources_lookup_data (path, 0, NULL);

      if (source != NULL)
        add_language (self, languages[i].language, source);
    }
}

static void
workbench_source_class_init (WorkbenchSourceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, WORKBENCH_RESOURCES "source.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchSource, languages);
  gtk_widget_class_install_action (widget_class, "source.copy", NULL, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
workbench_source_init (WorkbenchSource *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Makes the dialog for an example of the documentation. */
WorkbenchSource *
workbench_source_new (GtkWindow  *parent,
                      const char *example)
{
  WorkbenchSource *self = g_object_new (WORKBENCH_TYPE_SOURCE, "transient-for", parent, NULL);

  load (self, example);

  return self;
}
