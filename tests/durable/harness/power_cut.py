# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""D12: what survives a power cut.

A process that is killed loses nothing that it wrote: the kernel has it. So the queues are on a file system in a file; the
process is stopped, the file is copied as it is (which is what has reached the disk), and the copy is mounted, which repairs
it as after a power cut. Then everything that was confirmed must be there, and run when the computer has started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import uuid

from harness import Harness

SIZE = 48 * 1024 * 1024


class Skip(Exception):
    pass


def run(*args):
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def check_possible(file_system):
    if os.geteuid() != 0:
        raise Skip('only root can mount file systems')
    if shutil.which('mkfs.' + file_system) is None:
        raise Skip(f'mkfs.{file_system} is not installed')
    if not os.path.exists('/dev/loop-control'):
        raise Skip('there are no loop devices')


class Disk:
    def __init__(self, folder, name):
        self.image = os.path.join(folder, name + '.img')
        self.point = os.path.join(folder, name)
        os.mkdir(self.point)
        self.is_mounted = False

    def make(self, file_system):
        size = 320 * 1024 * 1024 if file_system == 'xfs' else SIZE
        with open(self.image, 'wb') as image:
            image.truncate(size)
        run('mkfs.' + file_system, '-q', '-f' if file_system == 'xfs' else '-F', self.image)

    def mount(self, options=''):
        try:
            run('mount', '-o', 'loop' + options, self.image, self.point)
        except subprocess.CalledProcessError as error:
            raise Skip('file systems cannot be mounted here: ' + error.stderr.decode().strip().split('\n')[0]) from error
        self.is_mounted = True

    def unmount(self):
        if self.is_mounted:
            run('umount', self.point)
        self.is_mounted = False

    def copy_to(self, other):
        run('cp', '--sparse=always', self.image, other.image)


def cut_once(worker, scheme, file_system, options, number, random, batch):
    """One power cut. Returns how many tasks were confirmed, and what is wrong."""
    folder = tempfile.mkdtemp(prefix='power-cut-')
    disk, copy = Disk(folder, 'disk'), Disk(folder, 'copy')
    try:
        disk.make(file_system)
        disk.mount(options)
        harness = Harness(worker, f'{scheme}:{disk.point}/queues', number)
        steps = random.randrange(1, 150)
        # Half of them stop themselves in the worst moment, just after something was confirmed; the others anywhere.
        itself = number % 2 == 0
        process = harness.start('cut', '--batch', batch, '--work', 0, '--stop-after', steps if itself else 0)
        if itself:
            os.waitpid(process.pid, os.WUNTRACED)
        else:
            harness.pump(lambda: harness.count('accepted', 'acked') >= steps)
            process.popen.send_signal(signal.SIGSTOP)
            os.waitpid(process.pid, os.WUNTRACED)
        disk.copy_to(copy)
        harness.end()
        # The two have the same name, which this file system does not like.
        copy.mount(options + (',nouuid' if file_system == 'xfs' else ''))
        return judge(harness, f'{scheme}:{copy.point}/queues', copy)
    finally:
        copy.unmount()
        disk.unmount()
        shutil.rmtree(folder)


def after_boot(folder):
    """What a program is started by that is to take the computer for one that has started again."""
    path = os.path.join(folder, 'boot_id')
    with open(path, 'w', encoding='ascii') as file:
        file.write(f'{uuid.uuid4()}\n')
    return 'unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /proc/sys/kernel/random/boot_id && exec "$@"', path


def judge(harness, uri, copy):
    accepted, acked = harness.ids('accepted', 'known'), harness.ids('acked')
    live = harness.live(uri)
    wrong = [f'{id} was accepted and is gone' for id in accepted - set(live)]
    wrong += [f'{id} was acknowledged and would run again' for id in acked if id in live and live[id].what == 'is-live']
    reader = Harness(harness.worker, uri, 0)
    if reader.run('work', '--work', 0, '--wait', 0, '--max', 50, before=after_boot(os.path.dirname(copy.point))) != 0:
        wrong.append('what is left cannot be run')
    ran = reader.ids('acked')
    wrong += [f'{id} does not run' for id in live if live[id].what == 'is-live' and id not in ran]
    reader.end()
    corrupt = os.path.join(copy.point, 'queues', 'faults', 'corrupt')
    if os.path.isdir(corrupt) and os.listdir(corrupt):
        wrong.append(f'{len(os.listdir(corrupt))} tasks are torn')
    return len(accepted) + len(acked), wrong


def cut(worker, scheme, rounds, random, file_system='ext4', options=''):
    check_possible(file_system)
    confirmed, wrong = 0, []
    for number in range(rounds):
        n, faults = cut_once(worker, scheme, file_system, options, number, random, (1, 1, 4, 20)[number % 4])
        confirmed += n
        wrong += faults
    return confirmed, wrong
