/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

#define FILE_TEST_QUEUE "photos"

/* Queues in a folder of their own. */
typedef struct
{
  char        *path;
  BgTransport *transport;
} FileTest;

void         file_test_set_up           (FileTest      *self,
                                         gconstpointer  data);
void         file_test_tear_down        (FileTest      *self,
                                         gconstpointer  data);
BgTransport *file_test_open             (const char    *path);
void         file_test_shut             (FileTest      *self);
void         file_test_remove           (const char    *path);

/* Tasks that are numbers. What is drained is gone. */
void         file_test_submit           (BgTransport   *transport,
                                         int            number);
void         file_test_assert_drained   (BgTransport   *transport,
                                         const char    *expected);

/* A folder of the queue, how many files are in it, and the only one. */
char        *file_test_get_folder       (FileTest      *self,
                                         const char    *folder);
guint        file_test_count            (FileTest      *self,
                                         const char    *folder);
char        *file_test_get_only_file    (FileTest      *self,
                                         const char    *folder);
void         file_test_expect_set_aside (void);

G_END_DECLS
