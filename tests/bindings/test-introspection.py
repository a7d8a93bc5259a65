#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is public can be had from other languages, and what is not cannot.

    test-introspection.py NAMESPACE GIR LIBRARY HEADER...
"""

import ctypes
import pathlib
import re
import sys
import xml.etree.ElementTree

import bgtest

NAMESPACE, GIR, LIBRARY, *HEADERS = sys.argv[1:]

CORE = "{http://www.gtk.org/introspection/core/1.0}"
C = "{http://www.gtk.org/introspection/c/1.0}"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}"

EXPORTED = re.compile(r"^BG_(?:GTK_)?AVAILABLE_IN_ALL\s+((?!G_DECLARE)[^;]*?)\(", re.MULTILINE)
DECLARED = re.compile(r"G_DECLARE_\w+_TYPE \((\w+), (\w+)")
ENUMERATION = re.compile(r"typedef enum\s*\{(.*?)\}\s*(\w+);", re.DOTALL)
PRIVATE = re.compile(r"^\w[\w \*]*?\b(bg_\w+)\s*\(", re.MULTILINE)

# What other languages have a better way for: functions that take a plain C function or pointer, and the result
# functions of single types beside return_value().
C_ONLY = re.compile(r"bg_task_manager_add_work|bg_loop_run_for_result"
                    r"|bg_task_return_(pointer|object|boolean|int|int64|double|string|variant)"
                    r"|bg_task_scheduler_set_func|bg_queue_scheduler_push_(object|pointer)")
# The overrides of JavaScript and Vala see to it that this method is not hidden by the property.
HIDDEN_METHODS = {("TaskManager", "shut_down")}


def read_headers(names):
    """The texts without their comments."""
    return [re.sub(r"/\*.*?\*/", "", pathlib.Path(name).read_text(encoding="utf-8"), flags=re.DOTALL) for name in names]


def private_headers():
    """Those that lie beside the public ones."""
    folders = {pathlib.Path(name).parent for name in HEADERS}
    return [path for folder in sorted(folders) for path in sorted(folder.glob("*-private.h"))]


class Introspection(bgtest.TestCase):
    @classmethod
    def setUpClass(cls):
        bgtest.gi.require_version(NAMESPACE, "1.0")
        cls.module = getattr(__import__("gi.repository", fromlist=[NAMESPACE]), NAMESPACE)
        cls.headers = read_headers(HEADERS)
        exported = [name for text in cls.headers for name in EXPORTED.findall(text)]
        cls.functions = {re.split(r"[\s*]+", name.strip())[-1] for name in exported}
        cls.namespace = xml.etree.ElementTree.parse(GIR).getroot().find(f"{CORE}namespace")
        cls.library = ctypes.CDLL(LIBRARY)

    def described(self):
        """The functions that the GIR describes, by what they are called in C."""
        return {node.get(f"{C}identifier"): node for kind in ("function", "method", "constructor")
                for node in self.namespace.iter(f"{CORE}{kind}")}

    def test_every_public_function_is_described(self):
        self.assertGreater(len(self.functions), 4)
        types = {name for name in self.functions if name.endswith("_get_type")}
        self.assertEqual(self.functions - types - set(self.described()), set())

    def test_only_what_is_for_c_is_left_out(self):
        left_out = {name for name, node in self.described().items() if node.get("introspectable") == "0"}
        self.assertEqual({name for name in left_out if not C_ONLY.fullmatch(name)}, set())

    def test_nothing_else_is_described(self):
        self.assertEqual(set(self.described()) - self.functions, set())

    def test_every_class_is_there(self):
        declared = [match for text in self.headers for match in DECLARED.findall(text)]
        self.assertGreater(len(declared), 0)
        for c_name, _ in declared:
            name = c_name.removeprefix(NAMESPACE)
            self.assertTrue(hasattr(getattr(self.module, name), "__gtype__"), c_name)

    def test_every_value_of_enumerations_is_there(self):
        for body, c_name in (match for text in self.headers for match in ENUMERATION.findall(text)):
            kind = getattr(self.module, c_name.removeprefix(NAMESPACE))
            values = re.findall(r"^\s*(\w+)", body, re.MULTILINE)
            members = [node.get(f"{C}identifier") for node in self.namespace.iter(f"{CORE}member")]
            self.assertEqual(set(values) - set(members), set())
            for node in self.namespace.iter(f"{CORE}member"):
                if node.get(f"{C}identifier") in values:
                    self.assertEqual(int(getattr(kind, node.get("name").upper())), int(node.get("value")))

    def test_every_function_can_be_had(self):
        for name, node in self.described().items():
            if node.get("introspectable") != "0":
                self.assertTrue(hasattr(self.library, name), name)

    def test_nothing_private_leaves_the_library(self):
        private = {name for text in read_headers(private_headers()) for name in PRIVATE.findall(text)}
        self.assertGreater(len(private), 10)
        self.assertEqual({name for name in private - self.functions if hasattr(self.library, name)}, set())

    def test_no_property_hides_a_method(self):
        for klass in self.namespace.iter(f"{CORE}class"):
            methods = {node.get("name") for node in klass.iter(f"{CORE}method")}
            properties = {node.get("name").replace("-", "_") for node in klass.iter(f"{CORE}property")}
            hidden = {(klass.get("name"), name) for name in methods & properties}
            self.assertEqual(hidden - HIDDEN_METHODS, set())

    def test_every_pair_of_asynchronous_functions_is_complete(self):
        described = self.described()
        for name in described:
            if name.endswith("_async"):
                self.assertIn(name.removesuffix("async") + "finish", described)

    def test_every_callback_has_a_scope(self):
        callbacks = {node.get("name") for node in self.namespace.iter(f"{CORE}callback")}
        for name, node in self.described().items():
            for parameter in node.iter(f"{CORE}parameter"):
                kind = parameter.find(f"{CORE}type")
                if kind is not None and kind.get("name") in callbacks | {"Gio.AsyncReadyCallback"}:
                    self.assertIsNotNone(parameter.get("scope"), name)

    def test_everything_is_documented(self):
        for name, node in self.described().items():
            self.assertIsNotNone(node.find(f"{CORE}doc"), name)


if __name__ == "__main__":
    bgtest.main()
