// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

namespace Bg {
	// Which class it makes depends on the URI.
	public abstract class Transport : GLib.Object {
		[CCode (cname = "bg_transport_new_for_uri")]
		public static Bg.Transport for_uri (string uri) throws GLib.Error;
	}
}
