# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the demo share: a display of their own, folders full of photos, and TAP."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

import gi

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf, GLib

NEEDED = ('Xvfb', 'dbus-daemon')


class Skipped(Exception):
    """The test cannot run here, for the reason given."""


def need(*programs):
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        raise Skipped('not installed: ' + ' '.join(missing))


def first_line(arguments, **options):
    """Starts a server that says its address on its standard output.

    A sanitizer that is loaded beforehand is for what is tested; what the bus starts must be without it.
    """
    environment = {name: value for name, value in os.environ.items() if name != 'LD_PRELOAD'}
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                               env=environment, **options)
    return process, process.stdout.readline().strip()


@contextlib.contextmanager
def private_session():
    """A display, a session bus and folders that nobody else uses; programs started inside are on them."""
    need(*NEEDED)
    saved = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix='browser-test-') as root, contextlib.ExitStack() as stack:
        stack.callback(lambda: (os.environ.clear(), os.environ.update(saved)))
        for name in 'cache', 'config', 'data', 'runtime':
            folder = pathlib.Path(root, name)
            folder.mkdir(mode=0o700)
            os.environ['XDG_RUNTIME_DIR' if name == 'runtime' else f'XDG_{name.upper()}_HOME'] = str(folder)
        os.environ.update(GSK_RENDERER='cairo', GDK_BACKEND='x11', GDK_DEBUG='gl-disable', GSETTINGS_BACKEND='memory')
        os.environ.pop('WAYLAND_DISPLAY', None)
        os.environ.pop('AT_SPI_BUS_ADDRESS', None)

        server, number = first_line(['Xvfb', '-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'])
        stack.callback(stop, server)
        os.environ['DISPLAY'] = ':' + number
        bus, os.environ['DBUS_SESSION_BUS_ADDRESS'] = first_line(
            ['dbus-daemon', '--session', '--nofork', '--print-address'])
        stack.callback(stop, bus)
        yield pathlib.Path(root)


def stop(process):
    process.terminate()
    process.wait()


def add_photo(folder, name, width=64, height=48, color=0x336699ff):
    pixbuf = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, width, height)
    pixbuf.fill(color)
    path = pathlib.Path(folder, name)
    pixbuf.savev(str(path), 'jpeg', ['quality'], ['90'])
    return path


def add_photos(folder, count):
    """Photos of different colours."""
    pathlib.Path(folder).mkdir(exist_ok=True)
    for i in range(count):
        color = (i * 47 % 256) << 24 | (i * 101 % 256) << 16 | (i * 151 % 256) << 8 | 0xff
        add_photo(folder, f'photo-{i:02}.jpg', 320, 240, color)
    return folder


def add_links(folder, target, count):
    """One photo under many names."""
    pathlib.Path(folder).mkdir(exist_ok=True)
    for i in range(count):
        pathlib.Path(folder, f'link-{i:04}.jpg').symlink_to(target)
    return folder


def noisy_photo(path, edge):
    """A photo that takes a while to decode."""
    data = GLib.Bytes.new(os.urandom(edge * 3) * edge)
    pixbuf = GdkPixbuf.Pixbuf.new_from_bytes(data, GdkPixbuf.Colorspace.RGB, False, 8, edge, edge, edge * 3)
    pixbuf.savev(str(path), 'jpeg', ['quality'], ['80'])
    return path


def run_test(number, test, root):
    """Runs one test, prints its line and returns whether it is well."""
    name = test.__name__.replace('_', '-')
    try:
        with contextlib.ExitStack() as stack:
            test(root or stack.enter_context(private_session()))
        print(f'ok {number} {name}', flush=True)
    except Skipped as reason:
        print(f'ok {number} {name} # SKIP {reason}', flush=True)
    except Exception:
        print(''.join('# ' + line for line in traceback.format_exc().splitlines(keepends=True)), end='')
        print(f'not ok {number} {name}', flush=True)
        return False
    return True


def run_tests(tests, shared=False):
    """Runs functions and reports in TAP. Each has a session of its own, or all share one if that is asked for."""
    print(f'1..{len(tests)}')
    with contextlib.ExitStack() as stack:
        try:
            root = stack.enter_context(private_session()) if shared else None
            well = [run_test(number, test, root) for number, test in enumerate(tests, 1)]
        except Skipped as reason:
            well = [print(f'ok {number} # SKIP {reason}') or True for number in range(1, len(tests) + 1)]
    sys.exit(0 if all(well) else 1)
