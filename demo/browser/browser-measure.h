/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "browser-window.h"

G_BEGIN_DECLS

typedef enum
{
  BROWSER_MEASURE_EMPTY,
  BROWSER_MEASURE_MANAGED,
  BROWSER_MEASURE_NAIVE,
} BrowserMeasureKind;

#define BROWSER_TYPE_MEASURE (browser_measure_get_type ())

G_DECLARE_FINAL_TYPE (BrowserMeasure, browser_measure, BROWSER, MEASURE, GObject)

BrowserMeasure *browser_measure_new   (BrowserMeasureKind  kind) G_GNUC_WARN_UNUSED_RESULT;
void            browser_measure_play  (BrowserMeasure     *self,
                                       BrowserWindow      *window,
                                       GFile              *folder);
char           *browser_measure_print (BrowserMeasure     *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
