/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* Bugs that are built into test programs only, to see that the tests of durability find them. */
#define BG_FILE_BUG_NO_FOLDER_SYNC 1
#define BG_FILE_BUG_NO_FILE_SYNC   2
#define BG_FILE_BUG_RENAME_FIRST   3
#define BG_FILE_BUG_WALL_CLOCK     4
#define BG_FILE_BUG_BLIND_ACK      5

#ifdef BG_FILE_BUG
# define BG_FILE_PLANTED(bug) (BG_FILE_BUG == BG_FILE_BUG_##bug)
#else
# define BG_FILE_PLANTED(bug) 0
#endif
