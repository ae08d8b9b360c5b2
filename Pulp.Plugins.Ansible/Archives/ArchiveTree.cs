using System.Diagnostics.CodeAnalysis;
using Pulp.Archives;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Knows the members of a collection's archive by path, and refuses what must not be in one.
/// </summary>
internal sealed class ArchiveTree(Findings findings)
{
    private const int SetUserOrGroup = 0xC00;
    private const int MaxHops = 40;
    private const int MaxDepth = 64;

    // What following all links may cost together.
    private const int MaxSteps = 200_000;
    private readonly Dictionary<string, ArchiveMember> members = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal) { "" };
    private int steps;

    public IReadOnlyDictionary<string, ArchiveMember> Members => members;

    /// <summary>Gets the folders, those too that are only there because something is in them; the root is empty.</summary>
    public IReadOnlySet<string> Folders => folders;

    /// <summary>Checks a member before its content is read.</summary>
    /// <returns>Its path from the root, without a slash at its end; empty for the root itself.</returns>
    /// <exception cref="CollectionRefusedException">It must not be in a collection.</exception>
    public string Admit(TarEntry entry)
    {
        var path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        if (entry.IsFolder && path is "" or "." or "./")
            return "";
        if (!ArchivePath.IsSafe(path) || path.Contains('\uFFFD', StringComparison.Ordinal))
            throw findings.Refused($"Invalid file path '{entry.Name}': paths are relative, in UTF-8, without '..', backslash and control characters. Build the archive with 'ansible-galaxy collection build'.");
        if (!entry.IsFile && !entry.IsFolder && !entry.IsLink)
            throw findings.Refused($"'{path}' is neither file, folder nor link: devices, pipes and sparse files are not accepted. Leave it out.");
        if ((entry.Mode & SetUserOrGroup) != 0)
            throw findings.Refused($"'{path}' has the set-user-ID or set-group-ID bit. Remove it with 'chmod ug-s'.");
        path = path.TrimEnd('/');
        if (path.AsSpan().Count('/') >= MaxDepth)
            throw findings.Refused($"'{path}' lies more than {MaxDepth} folders deep.");
        if (members.ContainsKey(path))
            throw findings.Refused($"'{path}' is in the archive more than once. Build the archive with 'ansible-galaxy collection build'.");
        return path;
    }

    public void Add(string path, ArchiveMember member)
    {
        members.Add(path, member);
        if (member.Kind == MemberKind.Folder)
            folders.Add(path);
        for (var slash = path.LastIndexOf('/'); slash > 0 && folders.Add(path[..slash]);)
            slash = path.LastIndexOf('/', slash - 1);
    }

    /// <summary>Checks that links stay within the archive, and that nothing lies behind one.</summary>
    /// <exception cref="CollectionRefusedException">One does not.</exception>
    public void CheckLinks()
    {
        foreach (var (path, member) in members)
        {
            if (member.Kind == MemberKind.Folder)
                continue;
            if (folders.Contains(path))
                throw findings.Refused($"Members of the archive lie behind '{path}', which is no folder. Build the archive with 'ansible-galaxy collection build'.");
            if (member.Kind != MemberKind.File && !TryResolve(path, out _))
                throw findings.Refused($"Invalid link target: '{path}' points to '{member.Target}', which is not in the archive. Links must stay within the collection.");
        }
    }

    /// <summary>Finds the file or folder that a path means, through all links.</summary>
    public bool TryResolve(string path, [NotNullWhen(true)] out string? resolved)
    {
        resolved = null;
        var walked = new List<string>();
        var rest = new Stack<string>(path.Split('/').Reverse());
        var hops = 0;
        while (rest.TryPop(out var segment))
        {
            if (segment is "" or ".")
                continue;
            if (++steps > MaxSteps)
                throw findings.Refused("The archive's links lead over too many steps.");
            if (segment == "..")
            {
                if (walked.Count == 0 || !folders.Contains(string.Join('/', walked)))
                    return false;
                walked.RemoveAt(walked.Count - 1);
                continue;
            }

            walked.Add(segment);
            if (!members.TryGetValue(string.Join('/', walked), out var member) || member.Kind is MemberKind.File or MemberKind.Folder)
                continue;
            if (++hops > MaxHops || member.Target.Length == 0 || member.Target.StartsWith('/') || member.Target.Contains('\\', StringComparison.Ordinal))
                return false;
            walked.RemoveAt(walked.Count - 1);
            if (member.Kind == MemberKind.HardLink)
                walked.Clear();
            foreach (var step in member.Target.Split('/').Reverse())
                rest.Push(step);
        }

        resolved = string.Join('/', walked);
        return members.ContainsKey(resolved) || folders.Contains(resolved);
    }
}
