using System.Runtime.Versioning;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Writes scripts for signing services.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SigningScript
{
    /// <summary>Writes a script that signs with a key of GnuPG.</summary>
    public static string Of(GpgKeys keys, string owner) => Write(keys.Home, $$"""
        gpg --homedir {{keys.Home}} --batch --quiet --no-tty --pinentry-mode loopback --passphrase '' --armor --local-user {{owner}} --output "$1.asc" --detach-sign "$1"
        echo "{\"file\": \"$1\", \"signature\": \"$1.asc\"}"
        """);

    public static string Write(string folder, string body)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.sh");
        File.WriteAllText(path, $"#!/bin/sh -e\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
