using System.Buffers;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Writes the pages of a simple index in HTML (PEP 503, 592, 629, 658, 708, 714, 740, 792).
/// </summary>
/// <remarks>Every value is escaped, whatever it holds.</remarks>
public static class SimpleHtmlWriter
{
    // The digest in the link's fragment, best first (PEP 503 recommends SHA-256).
    private static readonly string[] FragmentAlgorithms = ["sha256", "sha512", "sha384", "sha224", "sha1", "md5"];

    /// <summary>Writes the page of a project.</summary>
    /// <param name="output">Receives the page in UTF-8.</param>
    /// <param name="project">The project; its files are listed in their order, those of a quarantined one not at all.</param>
    public static void WriteProject(IBufferWriter<byte> output, IndexProject project)
    {
        var html = new HtmlOutput(output);
        var name = Metadata.ProjectName.Normalize(project.Name);
        html.Raw("<!DOCTYPE html>\n<html>\n  <head>\n"u8);
        html.Meta("pypi:repository-version"u8, SimpleApiVersion.Current);
        WriteHead(html, project);
        html.Raw("    <title>Links for "u8);
        html.Escaped(name);
        html.Raw("</title>\n  </head>\n  <body>\n    <h1>Links for "u8);
        html.Escaped(name);
        html.Raw("</h1>\n"u8);
        foreach (var file in project.OfferedFiles)
        {
            WriteFile(html, file);
        }

        html.Raw("  </body>\n</html>\n"u8);
    }

    /// <summary>Writes the list of projects.</summary>
    /// <param name="output">Receives the page in UTF-8.</param>
    /// <param name="projects">The projects in the order they are to be listed.</param>
    public static void WriteRoot(IBufferWriter<byte> output, IEnumerable<IndexRootEntry> projects)
    {
        var html = new HtmlOutput(output);
        html.Raw("<!DOCTYPE html>\n<html>\n  <head>\n"u8);
        html.Meta("pypi:repository-version"u8, SimpleApiVersion.Current);
        html.Raw("    <title>Simple Index</title>\n  </head>\n  <body>\n"u8);
        foreach (var project in projects)
        {
            html.Raw("    <a href=\""u8);
            html.Escaped(Metadata.ProjectName.Normalize(project.Name));
            html.Raw("/\">"u8);
            html.Escaped(project.Name);
            html.Raw("</a><br/>\n"u8);
        }

        html.Raw("  </body>\n</html>\n"u8);
    }

    private static void WriteHead(HtmlOutput html, IndexProject project)
    {
        foreach (var url in project.Tracks)
        {
            html.Meta("pypi:tracks"u8, url);
        }

        foreach (var url in project.AlternateLocations)
        {
            html.Meta("pypi:alternate-locations"u8, url);
        }

        if (project.Status != ProjectStatus.Active)
        {
            html.Meta("pypi:project-status"u8, project.Status.ToWireName());
            if (project.StatusReason is { } reason)
            {
                html.Meta("pypi:project-status-reason"u8, reason);
            }
        }
    }

    private static void WriteFile(HtmlOutput html, IndexFile file)
    {
        html.Raw("    <a href=\""u8);
        html.Escaped(file.Url);
        WriteHash(html, "#"u8, file.Hashes);
        html.Raw("\" rel=\"internal\""u8);
        if (file.RequiresPython is { } requiresPython)
        {
            html.Attribute(" data-requires-python="u8, requiresPython);
        }

        if (file.CoreMetadata is { IsAvailable: true } metadata)
        {
            // The first name is PEP 658's, for clients from before PEP 714; the two must agree.
            WriteMetadata(html, " data-dist-info-metadata=\""u8, metadata);
            WriteMetadata(html, " data-core-metadata=\""u8, metadata);
        }

        if (file.IsYanked)
        {
            html.Attribute(" data-yanked="u8, file.YankedReason ?? string.Empty);
        }

        if (file.HasSignature is { } hasSignature)
        {
            html.Attribute(" data-gpg-sig="u8, hasSignature ? "true" : "false");
        }

        if (file.Provenance is { } provenance)
        {
            html.Attribute(" data-provenance="u8, provenance);
        }

        html.Raw(">"u8);
        html.Escaped(file.FileName);
        html.Raw("</a><br/>\n"u8);
    }

    private static void WriteMetadata(HtmlOutput html, ReadOnlySpan<byte> attribute, CoreMetadataFile metadata)
    {
        html.Raw(attribute);
        if (!WriteHash(html, default, metadata.Hashes))
        {
            html.Raw("true"u8);
        }

        html.Raw("\""u8);
    }

    private static bool WriteHash(HtmlOutput html, ReadOnlySpan<byte> prefix, IReadOnlyList<IndexHash> hashes)
    {
        if (hashes.Count == 0 || Best(hashes) is not { } best)
        {
            return false;
        }

        html.Raw(prefix);
        html.Escaped(best.Algorithm);
        html.Raw("="u8);
        html.Escaped(best.Value);
        return true;
    }

    private static IndexHash? Best(IReadOnlyList<IndexHash> hashes)
    {
        foreach (var algorithm in FragmentAlgorithms)
        {
            for (var i = 0; i < hashes.Count; i++)
            {
                if (hashes[i].Algorithm == algorithm)
                {
                    return hashes[i];
                }
            }
        }

        return null;
    }
}
