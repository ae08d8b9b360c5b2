using System.Buffers;
using System.Security.Cryptography;
using Pulp.Archives;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Reads the archive of a collection: one pass over the stream, nothing is unpacked to disk, memory is bounded.
/// </summary>
internal sealed class CollectionArchive
{
    private const int BlockSize = 64 * 1024;
    private const string ManifestName = "MANIFEST.json";
    private const string FilesName = "FILES.json";
    private readonly CollectionLimits limits;
    private readonly Findings findings;
    private readonly ArchiveTree tree;
    private readonly CollectionDocuments documents;
    private readonly IncrementalHash hash;
    private byte[]? manifest;
    private byte[]? files;

    private CollectionArchive(CollectionLimits limits, Findings findings, IncrementalHash hash)
    {
        this.limits = limits;
        this.findings = findings;
        this.hash = hash;
        tree = new ArchiveTree(findings);
        documents = new CollectionDocuments(limits, findings);
    }

    /// <summary>Reads an archive.</summary>
    /// <param name="tarball">The archive, seekable; it stays open.</param>
    /// <param name="fileName">Its name, which must be that of the collection it holds; null when it has none.</param>
    /// <param name="checks">The rules.</param>
    /// <param name="time">Gives the messages their time.</param>
    /// <param name="bounds">Bounds; null for the default.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="CollectionRefusedException">It is no acceptable collection.</exception>
    public static async Task<CollectionContents> ReadAsync(
        Stream tarball, string? fileName, CollectionChecks checks, TimeProvider time, CollectionLimits? bounds = null, CancellationToken cancellationToken = default)
    {
        var found = new Findings(checks, time);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var archive = new CollectionArchive(bounds ?? CollectionLimits.Default, found, sha256);
        try
        {
            await archive.ScanAsync(tarball, cancellationToken).ConfigureAwait(false);
        }
        catch (ArchiveFormatException broken)
        {
            throw found.Refused($"The file is no acceptable tar archive: {broken.Rule}. Build it with 'ansible-galaxy collection build'.", broken);
        }
        catch (GzipFormatException broken)
        {
            throw found.Refused($"The file is no acceptable .tar.gz: {broken.Message} Build it with 'ansible-galaxy collection build'.", broken);
        }

        return archive.Conclude(fileName);
    }

    private async Task ScanAsync(Stream tarball, CancellationToken cancellationToken)
    {
        tarball.Position = 0;
        var unpacked = new VerifiedGzipStream(tarball, GzipLimits.None, leaveOpen: true);
        await using var disposing = unpacked.ConfigureAwait(false);
        var tar = new TarScanner(unpacked, tarball.Length, limits.Archive);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (await tar.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (tree.Admit(entry) is { Length: > 0 } path)
                    await ReadAsync(tar, entry, path, buffer, cancellationToken).ConfigureAwait(false);
            }

            await tar.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ReadAsync(TarScanner tar, TarEntry entry, string path, byte[] buffer, CancellationToken cancellationToken)
    {
        if (!entry.IsFile)
        {
            tree.Add(path, new ArchiveMember(entry.IsFolder ? MemberKind.Folder : entry.IsHardLink ? MemberKind.HardLink : MemberKind.SymbolicLink, "", entry.LinkName));
            return;
        }

        var kept = entry.Size <= RoomFor(path) ? new byte[entry.Size] : null;
        var at = 0;
        for (int read; (read = await tar.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; at += read)
        {
            hash.AppendData(buffer, 0, read);
            if (kept is not null)
                buffer.AsSpan(0, read).CopyTo(kept.AsSpan(at));
        }

        tree.Add(path, new ArchiveMember(MemberKind.File, Convert.ToHexStringLower(hash.GetHashAndReset()), ""));
        if (path is ManifestName or FilesName)
            Keep(path, kept);
        else
            documents.Add(path, kept);
    }

    // What is worth more than its SHA-256; -1 for what is not.
    private long RoomFor(string path) => path switch
    {
        ManifestName => limits.MaxManifestBytes,
        FilesName => limits.Archive.MaxDirectoryBytes,
        _ => documents.RoomFor(path),
    };

    private void Keep(string path, byte[]? content)
    {
        if (content is null)
            throw findings.Refused($"{path} has more than {(path == ManifestName ? limits.MaxManifestBytes : limits.Archive.MaxDirectoryBytes)} bytes.");
        if (path == ManifestName)
            manifest = content;
        else
            files = content;
    }

    private CollectionContents Conclude(string? fileName)
    {
        if (manifest is null)
            throw findings.Refused("MANIFEST.json is missing from the top of the archive. Build it with 'ansible-galaxy collection build'.");
        tree.CheckLinks();
        var said = CollectionManifest.Parse(manifest, findings);
        findings.Info($"Reading the collection {said.Namespace}.{said.Name} {said.Version}");
        CheckFiles(said);
        CheckFileName(said, fileName);
        ManifestRules.Check(said, findings);
        var (items, requiresAnsible, readme) = documents.Conclude(said, tree);
        findings.ThrowIfRefused();
        findings.Info($"Found {tree.Members.Count} files and folders, {items.Count} modules, plugins, roles and playbooks");
        return new CollectionContents
        {
            Manifest = said,
            RawManifest = manifest,
            RawFiles = files!,
            RequiresAnsible = requiresAnsible,
            Items = items,
            Readme = readme,
            Documents = documents.Files,
            Fragments = documents.Fragments,
            Messages = findings.Messages,
        };
    }

    private void CheckFiles(CollectionManifest said)
    {
        if (files is null)
            throw findings.Refused("FILES.json is missing from the top of the archive. Build it with 'ansible-galaxy collection build'.");
        if (tree.Members[FilesName].Sha256 != said.FilesSha256)
            findings.Error($"FILES.json has the SHA-256 {tree.Members[FilesName].Sha256}, but MANIFEST.json says {said.FilesSha256}. Build the archive again with 'ansible-galaxy collection build'.");
        FilesManifest.Check(files, tree, findings);
        if (said.LicenseFile is { Length: > 0 } license && !IsFile(license))
            findings.Break($"The licence file '{license}' is not in the archive. Add it, or change 'license_file' in galaxy.yml.");
        if (said.Readme is { Length: > 0 } readme && !IsFile(readme))
            findings.Break($"The README '{readme}' is not in the archive. Add it, or change 'readme' in galaxy.yml.");
    }

    private bool IsFile(string path) => tree.TryResolve(path, out var resolved) && tree.Members.TryGetValue(resolved, out var member) && member.Kind == MemberKind.File;

    private void CheckFileName(CollectionManifest said, string? fileName)
    {
        var expected = CollectionFileName.Of(said.Namespace, said.Name, said.Version);
        if (fileName is not null && fileName != expected)
            findings.Error($"The file is named '{fileName}', but it holds {said.Namespace}.{said.Name} {said.Version}. Name it '{expected}'.");
    }
}
