// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

function printNextTimes(nightly) {
    let time = GLib.DateTime.new_utc(2026, 3, 27, 12, 0, 0);
    for (let i = 0; i < 3; i++) {
        time = nightly.next_after(time);
        print(`Next backup: ${time.format('%F %H:%M')}`);
    }
}

function backUp(time) {
    print(`Backup for ${time}`);
    return false;
}

function runHourly() {
    const loop = GLib.MainLoop.new(null, false);
    const clock = new Bg.FakeClock();
    const manager = new Bg.TaskManager({processing: true, clock});
    const scheduler = new Bg.CronScheduler({expression: Bg.CronExpression.new('@hourly; timezone=UTC')});
    scheduler.set_task_func((_, time) => {
        const text = time.format('%H:%M');
        return new Bg.FunctionTask(() => backUp(text));
    });
    scheduler.start(manager);
    scheduler.connect('notify::active', () => loop.quit());

    // The computer slept for three hours.
    clock.advance(3 * 3600 * 1000);
    loop.run();
}

printNextTimes(Bg.CronExpression.new('30 2 * * *; timezone=Europe/Berlin'));
try {
    Bg.CronExpression.new('30 24 * * *');
} catch (error) {
    print(error.message);
}
runHourly();
