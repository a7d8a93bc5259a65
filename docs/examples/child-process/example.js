// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, Gio, GLib, GObject} = imports.gi;

Gio._promisify(Gio.Subprocess.prototype, 'communicate_utf8_async', 'communicate_utf8_finish');

const EchoTask = GObject.registerClass(class EchoTask extends Bg.Task {
    async vfunc_start() {
        const process = Gio.Subprocess.new(['echo', 'Hello from a child'], Gio.SubprocessFlags.STDOUT_PIPE);
        const [output] = await process.communicate_utf8_async(null, this.get_cancellable());

        this.return_value(output);
    }
});

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();

manager.connect('task-completed', (_manager, id, group, result) => {
    print(result.trim());
    loop.quit();
});
manager.start_processing();
manager.add(new EchoTask());

loop.run();
