using System.Text.Json;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Compares what <c>FILES.json</c> lists with what the archive holds: every listed file is there with its SHA-256, and nothing else is.
/// </summary>
internal static class FilesManifest
{
    /// <summary>Compares.</summary>
    /// <exception cref="CollectionRefusedException">FILES.json is no list of files.</exception>
    public static void Check(ReadOnlyMemory<byte> utf8, ArchiveTree tree, Findings findings)
    {
        using var document = JsonDocuments.Parse(utf8, "FILES.json", findings);
        if (!document.RootElement.TryGetProperty("files", out var files) || files.ValueKind != JsonValueKind.Array)
            throw findings.Refused("FILES.json has no list 'files'. Build the archive with 'ansible-galaxy collection build'.");
        var listed = new HashSet<string>(StringComparer.Ordinal) { "MANIFEST.json", "FILES.json", "" };
        foreach (var file in files.EnumerateArray())
        {
            if (file.ValueKind != JsonValueKind.Object || JsonDocuments.Text(file, "name") is not { } name || JsonDocuments.Text(file, "ftype") is not ("file" or "dir"))
                throw findings.Refused("An item of FILES.json has no 'name', or an 'ftype' that is neither 'file' nor 'dir'. Build the archive with 'ansible-galaxy collection build'.");
            var isFile = JsonDocuments.Text(file, "ftype") == "file";
            var path = name == "." ? "" : name;
            if (!listed.Add(path) && path.Length > 0)
                findings.Error($"'{name}' is in FILES.json more than once. Build the archive with 'ansible-galaxy collection build'.");
            if (isFile)
                CheckFile(path, JsonDocuments.Text(file, "chksum_sha256"), tree, findings);
            else if (!tree.TryResolve(path, out var folder) || !tree.Folders.Contains(folder))
                findings.Warn($"The folder '{name}' is in FILES.json, but not in the archive.");
        }

        foreach (var path in tree.Members.Keys.Concat(tree.Folders).Where(path => !listed.Contains(path)).Distinct().Order(StringComparer.Ordinal))
            findings.Break($"'{path}' is in the archive, but not in FILES.json. Build the archive with 'ansible-galaxy collection build'.");
    }

    private static void CheckFile(string path, string? expected, ArchiveTree tree, Findings findings)
    {
        if (!tree.TryResolve(path, out var resolved) || !tree.Members.TryGetValue(resolved, out var member) || member.Kind != MemberKind.File)
            findings.Error($"The file '{path}' is in FILES.json, but not in the archive. Build the archive with 'ansible-galaxy collection build'.");
        else if (!string.Equals(member.Sha256, expected, StringComparison.OrdinalIgnoreCase))
            findings.Error($"The file '{path}' has the SHA-256 {member.Sha256}, but FILES.json says {expected ?? "nothing"}. Build the archive again with 'ansible-galaxy collection build'.");
    }
}
