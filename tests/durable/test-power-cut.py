# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What was accepted survives a power cut.

    test-power-cut.py PROGRAM SCHEME [--rounds N] [--without-sync LIBRARY]

The store is on a small disk of its own, which is a file. A producer submits and says what was accepted; it is stopped at
some moment, and the file copied: that is what the disk has. The copy is mounted, whereby the file system mends itself, and
whatever was accepted has to be in the store there, and sound, which a worker proves that does it all.

With a library that takes the place of fsync () the same must fail: otherwise the test would prove nothing.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile

VARIANTS = (
    ('ext4-ordered', ('mkfs.ext4', '-q', '-F'), 'loop'),
    ('ext4-writeback', ('mkfs.ext4', '-q', '-F'), 'loop,data=writeback'),
    ('xfs', ('mkfs.xfs', '-q', '-f'), 'loop'),
)
SIZE = {'mkfs.ext4': 48 << 20, 'mkfs.xfs': 320 << 20}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Disk:
    """A file that is a disk, and where it is mounted."""

    def __init__(self, image, place, options):
        self.place = place
        run('mount', '-o', options, image, place)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        run('umount', self.place)


def make_image(path, command):
    with open(path, 'wb') as image:
        image.truncate(SIZE[command[0]])
    run(*command, path)


def accepted_before_cut(program, uri, n, library):
    """The producer, which stands still, and the ids of the n tasks, or some more, that were accepted before."""
    environment = dict(os.environ)
    if library:
        environment['LD_PRELOAD'] = library
        # The address sanitizer would rather be the first.
        environment['ASAN_OPTIONS'] = environment.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'
    producer = subprocess.Popen([program, 'submit', uri, '1'], stdout=subprocess.PIPE, env=environment)
    ids = [producer.stdout.readline() for _ in range(n)]
    if not all(ids):
        raise RuntimeError('the producer has failed')
    producer.send_signal(signal.SIGSTOP)
    # It stands still when this returns; what it has said until then lies in the pipe.
    os.waitid(os.P_PID, producer.pid, os.WSTOPPED)
    os.set_blocking(producer.stdout.fileno(), False)
    rest = producer.stdout.read() or b''
    ids += [line + b'\n' for line in rest.split(b'\n')[:-1]]
    return producer, ids


def look(program, uri, ids, folder):
    names = os.path.join(folder, 'ids')
    with open(names, 'wb') as file:
        file.writelines(ids)
    missing = run(program, 'look-for', uri, names).split()
    done = run(program, 'work', uri, '0').split()
    return missing, done


def play_round(program, scheme, variant, folder, number, library):
    _name, command, options = variant
    image, copy = os.path.join(folder, 'image'), os.path.join(folder, 'copy')
    place = os.path.join(folder, 'place')
    uri = f'{scheme}:{place}/spool/store'
    make_image(image, command)
    with Disk(image, place, options):
        producer, ids = accepted_before_cut(program, uri, random.Random(number).randint(1, 400), library)
        run('cp', '--sparse=always', image, copy)
        producer.kill()
        producer.wait()
        producer.stdout.close()
    with Disk(copy, place, options):
        missing, done = look(program, uri, ids, folder)
    assert not missing, f'round {number}: {len(missing)} of {len(ids)} accepted tasks are gone'
    assert len(set(done)) == len(done) >= len(ids), f'round {number}: {len(done)} of {len(ids)} could be done'
    return len(ids)


def play(program, scheme, variant, rounds, library=None):
    accepted = 0
    for number in range(rounds):
        folder = tempfile.mkdtemp(prefix='taskmgr-power-')
        try:
            os.mkdir(os.path.join(folder, 'place'))
            accepted += play_round(program, scheme, variant, folder, number, library)
        finally:
            shutil.rmtree(folder)
    return accepted


def play_without_sync(arguments):
    """Whether the loss is noticed, be it that the store cannot even be opened."""
    try:
        play(arguments.program, arguments.scheme, VARIANTS[0], 1, arguments.without_sync)
    except (AssertionError, subprocess.CalledProcessError):
        return True
    return False


def enter_namespace():
    """Mounts are seen by this process only, and gone with it."""
    if os.environ.get('TASKMGR_POWER_CUT') is None and os.geteuid() == 0:
        os.environ['TASKMGR_POWER_CUT'] = '1'
        os.execvp('unshare', ['unshare', '--mount', '--propagation', 'private', sys.executable, *sys.argv])


def why_not(variant):
    if os.geteuid() != 0:
        return 'only an administrator may mount disks'
    if shutil.which(variant[1][0]) is None:
        return f'{variant[1][0]} is not there'
    return None


def check(arguments, number, variant):
    reason = why_not(variant)
    if reason is not None:
        print(f'ok {number} {variant[0]} # SKIP {reason}')
        return True
    try:
        accepted = play(arguments.program, arguments.scheme, variant, arguments.rounds)
    except (AssertionError, OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f'not ok {number} {variant[0]}\n# {error}\n# {getattr(error, "stderr", "")}')
        return False
    print(f'ok {number} {variant[0]}\n# {accepted} accepted, 0 missing in {arguments.rounds} rounds')
    return True


def check_without_sync(arguments, number):
    reason = why_not(VARIANTS[0]) if arguments.without_sync else 'no library was given'
    noticed = reason is not None or play_without_sync(arguments)
    print(f'{"ok" if noticed else "not ok"} {number} without-sync-it-fails' + (f' # SKIP {reason}' if reason else ''))
    return noticed


def main():
    parser = argparse.ArgumentParser(description='Cuts the power of a store.')
    parser.add_argument('program')
    parser.add_argument('scheme')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--without-sync', metavar='LIBRARY')
    arguments = parser.parse_args()
    enter_namespace()
    print(f'1..{len(VARIANTS) + 1}')
    results = [check(arguments, number, variant) for number, variant in enumerate(VARIANTS, 1)]
    results.append(check_without_sync(arguments, len(VARIANTS) + 1))
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
