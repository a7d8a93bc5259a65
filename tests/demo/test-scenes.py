#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each scene becomes a picture that shows something, and no two are the same."""

import subprocess
import sys

import demotest
from gi.repository import GdkPixbuf

PROGRAM = sys.argv[1]
SCENES = 'browser', 'details', 'large', 'tasks', 'empty', 'error', 'dark', 'meter'


def take(root, scene, folder):
    """Takes a picture and returns it; nothing may be said meanwhile."""
    path = root / f'{scene}.png'
    done = subprocess.run([PROGRAM, '--screenshot', path, '--scene', scene, '--folder', folder],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, f'{scene}: {done.returncode} {done.stderr}'
    complaints = [line for line in done.stderr.splitlines() if 'WARNING' in line or 'CRITICAL' in line]
    assert not complaints, complaints
    return GdkPixbuf.Pixbuf.new_from_file(str(path))


def colors(pixbuf):
    small = pixbuf.scale_simple(96, 64, GdkPixbuf.InterpType.NEAREST)
    data, stride, width = small.get_pixels(), small.get_rowstride(), small.get_n_channels()
    return [tuple(data[y * stride + x * width:][:3]) for y in range(64) for x in range(96)]


def brightness(pixbuf):
    pixels = colors(pixbuf)
    return sum(map(sum, pixels)) / len(pixels) / 3


def each_scene_shows_something(root):
    folder = demotest.add_photos(root / 'photos', 24)
    seen = set()
    for scene in SCENES:
        picture = take(root, scene, folder)
        assert picture.get_width() > 800 and picture.get_height() > 500
        shown = colors(picture)
        assert len(set(shown)) > (12 if scene in ('empty', 'error') else 40 if scene != 'large' else 5), scene
        assert tuple(shown) not in seen, f'{scene} looks like another scene'
        seen.add(tuple(shown))


def dark_is_darker(root):
    folder = demotest.add_photos(root / 'photos', 6)
    assert brightness(take(root, 'dark', folder)) < brightness(take(root, 'details', folder)) - 40


def a_broken_photo_is_no_obstacle(root):
    folder = demotest.add_photos(root / 'photos', 3)
    (folder / 'broken.jpg').write_text('this is no picture')
    (folder / 'zero.jpg').write_text('')
    take(root, 'browser', folder)


def an_unknown_scene_is_refused(root):
    done = subprocess.run([PROGRAM, '--screenshot', root / 'a.png', '--scene', 'beach'],
                          capture_output=True, text=True)
    assert done.returncode == 2
    assert 'beach' in done.stderr and 'details' in done.stderr


def a_picture_that_cannot_be_written_is_an_error(root):
    folder = demotest.add_photos(root / 'photos', 1)
    done = subprocess.run([PROGRAM, '--screenshot', root / 'missing' / 'a.png', '--folder', folder],
                          capture_output=True, text=True)
    assert done.returncode == 1
    assert 'a.png' in done.stderr


demotest.run_tests([
    each_scene_shows_something,
    dark_is_darker,
    a_broken_photo_is_no_obstacle,
    an_unknown_scene_is_refused,
    a_picture_that_cannot_be_written_is_an_error,
])
