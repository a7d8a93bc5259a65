/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-statements-private.h"

#include "../bg-queued-task.h"

/* The partial indices are used only where the state stands in the text of the statement. */
#define SCHEDULED "1"
#define READY     "2"
#define LEASED    "4"
#define DONE      "8"
#define DEAD      "16"
#define CANCELLED "32"
#define BLOCKED   "64"
#define WAITING   "(" SCHEDULED ", " READY ", " BLOCKED ")"
#define FORGOTTEN "(" DONE ", " CANCELLED ")"

G_STATIC_ASSERT (BG_QUEUED_STATE_SCHEDULED == 1);
G_STATIC_ASSERT (BG_QUEUED_STATE_READY == 2);
G_STATIC_ASSERT (BG_QUEUED_STATE_LEASED == 4);
G_STATIC_ASSERT (BG_QUEUED_STATE_DONE == 8);
G_STATIC_ASSERT (BG_QUEUED_STATE_DEAD == 16);
G_STATIC_ASSERT (BG_QUEUED_STATE_CANCELLED == 32);
G_STATIC_ASSERT (BG_SQLITE_STATE_BLOCKED == 64);

/* In the order of BgSqliteColumn. The payload is apart so that a change of state does not write it again. */
#define TASKS                                                                                   \
  "SELECT t.seq, t.id, t.queue, t.state, t.priority, t.due, t.not_before, t.expires, t.worker," \
  "       t.unique_key, t.serial_key, t.max_attempts, t.time_limit, t.attempt, t.crashes,"      \
  "       t.token, t.cancel_asked, t.progress, t.message, t.reason, t.result, t.submitted,"     \
  "       t.finished, p.json"                                                                   \
  "  FROM bg_task AS t CROSS JOIN bg_payload AS p ON p.seq = t.seq "

/* A lease that has run out is not held any more, also if nobody has noticed yet. */
#define HELD " id = ?1 AND queue = ?2 AND state = " LEASED " AND token = ?3 AND lease_until > ?4 "

#define REDRIVEN                                                                       \
  "UPDATE OR IGNORE bg_task"                                                           \
  "   SET state = " READY ", attempt = 0, crashes = 0, progress = 0, message = NULL,"  \
  "       reason = NULL, result = NULL, finished = 0, cancel_asked = 0,"               \
  "       not_before = 0, due = ?2, expires = iif (expires <= ?2, 0, expires) "

static const char * const texts[BG_SQLITE_N_STATEMENTS] = {
  [BG_SQLITE_BEGIN] = "BEGIN IMMEDIATE",
  [BG_SQLITE_COMMIT] = "COMMIT",
  [BG_SQLITE_ROLLBACK] = "ROLLBACK",
  [BG_SQLITE_HAS_VERSION] = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'bg_version'",
  [BG_SQLITE_GET_VERSION] = "SELECT version FROM bg_version",
  [BG_SQLITE_GET_DATA_VERSION] = "PRAGMA data_version",
  [BG_SQLITE_GET_FREE_PAGES] = "PRAGMA freelist_count",

  [BG_SQLITE_GET_DUE] =
    "SELECT (SELECT min (due) FROM bg_task WHERE state = " SCHEDULED "),"
    "       (SELECT min (lease_until) FROM bg_task WHERE state = " LEASED "),"
    "       (SELECT min (expires) FROM bg_task WHERE expires > 0 AND state IN " WAITING "),"
    "       (SELECT min (finished) FROM bg_task WHERE state IN " FORGOTTEN ")",
  [BG_SQLITE_HAS_FOREIGN_LEASES] =
    "SELECT 1 FROM bg_task WHERE state = " LEASED " AND lease_boot <> ?1 AND lease_until <> 0 LIMIT 1",
  [BG_SQLITE_END_FOREIGN_LEASES] =
    "UPDATE bg_task SET lease_until = 0 WHERE state = " LEASED " AND lease_boot <> ?1",
  [BG_SQLITE_EXPIRE] =
    "UPDATE bg_task SET state = " DEAD ", finished = ?1, reason = 'expired' WHERE seq IN"
    "  (SELECT seq FROM bg_task WHERE expires > 0 AND state IN " WAITING " AND expires <= ?1"
    "    ORDER BY expires LIMIT 1000)",
  [BG_SQLITE_PROMOTE] =
    "UPDATE bg_task SET state = " READY " WHERE seq IN"
    "  (SELECT seq FROM bg_task WHERE state = " SCHEDULED " AND due <= ?1 ORDER BY due LIMIT 1000)",
  [BG_SQLITE_SELECT_LOST] =
    TASKS "WHERE t.state = " LEASED " AND t.lease_until <= ?1 ORDER BY t.lease_until LIMIT 100",
  [BG_SQLITE_FORGET] =
    "DELETE FROM bg_task WHERE seq IN"
    "  (SELECT seq FROM bg_task WHERE state IN " FORGOTTEN " AND finished <= ?1"
    "    ORDER BY finished LIMIT 1000)",

  [BG_SQLITE_ADD_QUEUE] = "INSERT INTO bg_queue (name) VALUES (?1) ON CONFLICT DO NOTHING",
  [BG_SQLITE_GET_QUEUE] =
    "SELECT scheduled, ready, leased, done, dead, cancelled, last FROM bg_queue WHERE name = ?1",
  [BG_SQLITE_INSERT_TASK] =
    "INSERT INTO bg_task (id, queue, state, priority, due, not_before, expires, worker, unique_key,"
    "                     serial_key, max_attempts, time_limit, submitted)"
    "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING",
  [BG_SQLITE_INSERT_PAYLOAD] = "INSERT INTO bg_payload (seq, json) VALUES (last_insert_rowid (), ?1)",
  [BG_SQLITE_FORGET_ONE] =
    "DELETE FROM bg_task WHERE id = ?1 AND state IN " FORGOTTEN " AND finished <= ?2",

  [BG_SQLITE_IS_READY] = "SELECT 1 FROM bg_task WHERE state = " READY " AND queue = ?1 LIMIT 1",
  [BG_SQLITE_SELECT_READY] =
    TASKS "WHERE t.state = " READY " AND t.queue = ?1 AND (t.expires = 0 OR t.expires > ?3)"
    "  ORDER BY t.priority DESC, t.due, t.seq LIMIT ?2",
  [BG_SQLITE_IS_SERIAL_BUSY] =
    "SELECT 1 FROM bg_task WHERE state = " LEASED " AND queue = ?1 AND serial_key = ?2",
  [BG_SQLITE_LEASE] =
    "UPDATE bg_task SET state = " LEASED ", attempt = attempt + 1, token = token + 1, lease_until = ?2,"
    "                   lease_boot = ?3, lease_owner = ?4 WHERE seq = ?1",
  [BG_SQLITE_BLOCK] = "UPDATE bg_task SET state = " BLOCKED " WHERE seq = ?1",
  [BG_SQLITE_EXTEND] =
    "UPDATE bg_task SET lease_until = ?5, progress = ?6, message = ?7 WHERE" HELD "RETURNING cancel_asked",
  [BG_SQLITE_ACK] =
    "UPDATE bg_task SET state = " DONE ", finished = ?5, result = ?6, reason = NULL,"
    "                   progress = ?7, message = ?8 WHERE" HELD,
  [BG_SQLITE_IS_ACKED] =
    "SELECT 1 FROM bg_task WHERE id = ?1 AND queue = ?2 AND state = " DONE " AND token = ?3",
  [BG_SQLITE_SELECT_LEASED] =
    TASKS "WHERE t.id = ?1 AND t.queue = ?2 AND t.state = " LEASED " AND t.token = ?3 AND t.lease_until > ?4",
  [BG_SQLITE_SELECT_OWNED] =
    TASKS "WHERE t.state = " LEASED " AND t.lease_owner = ?1 AND t.lease_until > ?2",
  [BG_SQLITE_GIVE_BACK] =
    "UPDATE bg_task SET state = ?2, attempt = ?3, crashes = ?4, not_before = ?5, due = ?6, reason = ?7,"
    "                   finished = ?8, progress = ?9, message = ?10 WHERE seq = ?1",

  [BG_SQLITE_CANCEL_WAITING] =
    "UPDATE bg_task SET state = " CANCELLED ", finished = ?3, reason = 'cancelled'"
    " WHERE id = ?1 AND queue = ?2 AND state IN " WAITING,
  [BG_SQLITE_CANCEL_LEASED] =
    "UPDATE bg_task SET cancel_asked = 1 WHERE id = ?1 AND queue = ?2 AND state = " LEASED,
  [BG_SQLITE_GET_OLDEST] =
    "WITH RECURSIVE p (priority) AS (VALUES (0) UNION ALL SELECT priority + 1 FROM p WHERE priority < 9)"
    "  SELECT min ((SELECT min (due) FROM bg_task AS t"
    "                WHERE t.state = " READY " AND t.queue = ?1 AND t.priority = p.priority)) FROM p",
  [BG_SQLITE_LIST_QUEUES] =
    "SELECT name FROM bg_queue WHERE scheduled + ready + leased + done + dead + cancelled > 0 ORDER BY name",
  [BG_SQLITE_LOOKUP] = TASKS "WHERE t.id = ?1 AND t.queue = ?2",
  [BG_SQLITE_LIST] =
    TASKS "WHERE t.queue = ?1 AND t.seq > ?2 AND t.state & ?4 <> 0 ORDER BY t.seq LIMIT ?3",
  [BG_SQLITE_LIST_LEASED] =
    TASKS "WHERE t.state = " LEASED " AND t.queue = ?1 AND +t.seq > ?2 ORDER BY +t.seq LIMIT ?3",
  [BG_SQLITE_LIST_DEAD] =
    TASKS "WHERE t.state = " DEAD " AND t.queue = ?1 AND t.seq > ?2 ORDER BY t.seq LIMIT ?3",
  [BG_SQLITE_REDRIVE] = REDRIVEN "WHERE state = " DEAD " AND queue = ?1",
  [BG_SQLITE_REDRIVE_ONE] =
    REDRIVEN "WHERE queue = ?1 AND id = ?3 AND state IN (" DEAD ", " DONE ")",
  [BG_SQLITE_GET_RANGE] = "SELECT min (seq), max (seq) FROM bg_task",
  [BG_SQLITE_PURGE] =
    "DELETE FROM bg_task WHERE seq BETWEEN ?1 AND ?2 AND queue = ?3 AND state & ?4 <> 0 AND state <> " LEASED,

  [BG_SQLITE_GET_FIRED] = "SELECT instant FROM bg_schedule WHERE name = ?1",
  [BG_SQLITE_SET_FIRED] =
    "INSERT INTO bg_schedule (name, instant) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET instant = excluded.instant",
};

const char *
bg_sqlite_statement_get_text (BgSqliteStatement statement)
{
  g_assert (statement < BG_SQLITE_N_STATEMENTS);

  return texts[statement];
}
