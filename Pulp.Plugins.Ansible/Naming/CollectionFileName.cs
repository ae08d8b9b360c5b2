using System.Diagnostics.CodeAnalysis;

namespace Pulp.Plugins.Ansible.Naming;

/// <summary>
/// Represents the name of a collection's file: <c>namespace-name-version.tar.gz</c>.
/// </summary>
/// <param name="Collection">The collection.</param>
/// <param name="Version">The version.</param>
public sealed record CollectionFileName(CollectionName Collection, SemanticVersion Version)
{
    private const string Extension = ".tar.gz";

    /// <summary>Reads a file name.</summary>
    /// <param name="text">The name, without folders.</param>
    /// <param name="fileName">What it says.</param>
    /// <returns>Whether it is a collection's file name.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CollectionFileName? fileName)
    {
        fileName = null;
        if (text is null || !text.EndsWith(Extension, StringComparison.Ordinal))
            return false;
        var parts = text[..^Extension.Length].Split('-', 3);
        if (parts.Length == 3 && CollectionName.TryCreate(parts[0], parts[1], out var name) && SemanticVersion.TryParse(parts[2], out var version))
            fileName = new CollectionFileName(name, version);
        return fileName is not null;
    }

    /// <summary>Writes a file name.</summary>
    /// <param name="namespace">The collection's namespace.</param>
    /// <param name="name">The collection's name.</param>
    /// <param name="version">The version.</param>
    /// <returns>The name.</returns>
    public static string Of(string @namespace, string name, string version) => $"{@namespace}-{name}-{version}{Extension}";

    /// <inheritdoc/>
    public override string ToString() => Of(Collection.Namespace, Collection.Name, Version.Text);
}
