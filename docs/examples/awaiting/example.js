// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

function findFactor({number}) {
    for (let factor = 2; factor * factor <= number; factor++) {
        if (number % factor === 0)
            return factor;
    }
    throw new RangeError(`${number} is prime`);
}

async function main() {
    try {
        const factor = await manager.run(findFactor, {args: {number: 1022117}});
        print(`It is divisible by ${factor}`);
    } catch (error) {
        print(error.message);
    }
    loop.quit();
}

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();

manager.start_processing();
main();
loop.run();
