#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The ready-made conditions, on GLib's own monitors, which watch services on a bus that is not that of the system."""

import subprocess
import sys

try:
    import dbus
    import dbusmock
except ImportError as error:
    print(f"1..0 # SKIP the Debian package python3-dbusmock is not installed: {error}")
    sys.exit(0)

import bgtest
from gi.repository import Bg, Gio

NETWORK = "org.freedesktop.NetworkManager"
POWER = "net.hadess.PowerProfiles"
NM_DISCONNECTED, NM_CONNECTED_GLOBAL = 20, 70
NM_METERED_YES, NM_METERED_NO, NM_METERED_GUESS_YES = 1, 2, 3


class Services(dbusmock.DBusTestCase):
    """What runs on the bus: as much of NetworkManager and others as is asked for."""

    @classmethod
    def start(cls):
        cls.start_system_bus()
        # GIO would end the program with the bus.
        cls.bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
        cls.bus.set_exit_on_close(False)
        cls.processes = []
        cls.spawn("networkmanager")
        cls.network = cls.get_dbus(True).get_object(NETWORK, "/org/freedesktop/NetworkManager")
        cls.network.AddProperty(NETWORK, "Metered", dbus.UInt32(NM_METERED_NO), dbus_interface=dbusmock.MOCK_IFACE)
        cls.power = cls.spawn("power_profiles_daemon")
        cls.memory = cls.spawn("low_memory_monitor")

    @classmethod
    def spawn(cls, template):
        process, service = cls.spawn_server_template(template, {}, stdout=subprocess.DEVNULL)
        cls.processes.append(process)
        return service

    @classmethod
    def stop(cls):
        for process in cls.processes:
            process.terminate()
            process.wait()
        cls.tearDownClass()

    @classmethod
    def set_network(cls, **properties):
        values = {name: dbus.UInt32(value, variant_level=1) for name, value in properties.items()}
        cls.network.UpdateProperties(NETWORK, values, dbus_interface=dbusmock.MOCK_IFACE)

    @classmethod
    def set_power(cls, profile):
        cls.power.UpdateProperties(POWER, {"ActiveProfile": profile}, dbus_interface=dbusmock.MOCK_IFACE)

    @classmethod
    def warn(cls, level):
        cls.memory.EmitWarning(dbus.Byte(level), dbus_interface=dbusmock.MOCK_IFACE)


def setUpModule():
    Services.start()


def tearDownModule():
    Services.stop()


class Conditions(bgtest.TestCase):
    def await_fulfilled(self, condition, fulfilled):
        bgtest.run_until(lambda: condition.is_fulfilled() == fulfilled)

    def make_waiting_task(self, condition):
        """A task that waits for it, in a manager that would run it."""
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        task = Bg.Task(lambda: "done")
        task.add_condition(condition)
        manager.add(task)
        manager.start_processing()
        bgtest.drain()
        return task, recorder

    def test_network(self):
        self.assertEqual(Gio.NetworkMonitor.get_default().__gtype__.name, "GNetworkMonitorNM")
        condition = Bg.NetworkCondition()
        self.assertFalse(condition.is_not_metered())
        self.assertEqual(condition.get_name(), "there is a network")
        self.await_fulfilled(condition, True)
        Services.set_network(State=NM_DISCONNECTED)
        self.await_fulfilled(condition, False)

        task, recorder = self.make_waiting_task(condition)
        self.assertEqual(task.dup_waiting_reason(), "Waiting until there is a network")
        self.assertEqual(task.get_state(), Bg.TaskState.QUEUED)
        Services.set_network(State=NM_CONNECTED_GLOBAL)
        recorder.await_ends(1)
        self.assertEqual(recorder.results(), ["done"])

    def test_network_that_is_not_metered(self):
        condition = Bg.NetworkCondition.new(True)
        self.assertTrue(condition.is_not_metered())
        self.await_fulfilled(condition, True)
        Services.set_network(Metered=NM_METERED_YES)
        self.await_fulfilled(condition, False)
        anything = Bg.NetworkCondition.new(False)
        self.assertTrue(anything.is_fulfilled())

        task, recorder = self.make_waiting_task(condition)
        self.assertEqual(task.dup_waiting_reason(), "Waiting until there is a network that is not metered")
        Services.set_network(Metered=NM_METERED_NO)
        recorder.await_ends(1)
        Services.set_network(Metered=NM_METERED_GUESS_YES)
        self.await_fulfilled(condition, False)
        Services.set_network(State=NM_DISCONNECTED, Metered=NM_METERED_NO)
        self.await_fulfilled(anything, False)
        self.assertFalse(condition.is_fulfilled())
        Services.set_network(State=NM_CONNECTED_GLOBAL)
        self.await_fulfilled(condition, True)

    def test_power_saver(self):
        condition = Bg.PowerCondition()
        self.assertEqual(condition.get_name(), "the power saver is off")
        self.await_fulfilled(condition, True)
        Services.set_power("power-saver")
        self.await_fulfilled(condition, False)
        task, recorder = self.make_waiting_task(condition)
        self.assertEqual(task.dup_waiting_reason(), "Waiting until the power saver is off")
        Services.set_power("performance")
        recorder.await_ends(1)

    def test_memory(self):
        condition = Bg.MemoryCondition()
        notified = []
        self.assertEqual(condition.get_quiet_time(), 30000)
        self.assertEqual(condition.get_name(), "there is enough memory")
        self.assertTrue(condition.is_fulfilled())
        condition.connect("notify::quiet-time", lambda *_: notified.append(1))
        condition.set_quiet_time(600000)
        condition.props.quiet_time = 600000
        self.assertEqual(notified, [1])
        self.assertEqual(condition.props.quiet_time, 600000)

        # The monitor hears of it when it has found the service, which repeats itself while memory is low.
        while condition.is_fulfilled():
            Services.warn(100)
            bgtest.drain()
        task, recorder = self.make_waiting_task(condition)
        self.assertEqual(task.dup_waiting_reason(), "Waiting until there is enough memory")
        condition.set_quiet_time(1)
        Services.warn(255)
        recorder.await_ends(1)
        self.assertTrue(condition.is_fulfilled())

    def test_own_kind_in_python(self):
        class Even(Bg.Condition):
            def do_describe(self):
                return "the number is even"

        even, own, unnamed = Even(), Bg.Condition(name="I say so", fulfilled=True), Bg.Condition()
        self.assertEqual(even.get_name(), "the number is even")
        self.assertEqual(own.props.name, "I say so")
        self.assertEqual(unnamed.get_name(), "its condition is fulfilled")
        task, recorder = self.make_waiting_task(even)
        self.assertEqual(task.dup_waiting_reason(), "Waiting until the number is even")
        even.set_fulfilled(True)
        recorder.await_ends(1)


if __name__ == "__main__":
    bgtest.main()
