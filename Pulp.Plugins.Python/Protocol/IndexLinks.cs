using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Builds the URLs that index pages hold.
/// </summary>
/// <param name="ContentUrl">The distribution in the content app, with a trailing slash.</param>
/// <param name="IndexUrl">The distribution's index, with a trailing slash.</param>
internal sealed record IndexLinks(string ContentUrl, string IndexUrl)
{
    /// <summary>The path below which indexes are served.</summary>
    public const string IndexPrefix = "/pypi/";

    /// <summary>Makes the links of a distribution.</summary>
    /// <param name="origin">The server's address, without a slash at the end.</param>
    /// <param name="contentPrefix">The path of the content app.</param>
    /// <param name="basePath">The base path.</param>
    public static IndexLinks Of(string origin, string contentPrefix, string basePath)
    {
        var path = ContentPath.Escape(basePath);
        return new IndexLinks($"{origin}/{contentPrefix.Trim('/')}/{path}/", $"{origin}{IndexPrefix}{path}/");
    }

    /// <summary>Gets the URL of a file.</summary>
    /// <param name="filename">The file's name.</param>
    public string FileOf(string filename) => ContentUrl + Uri.EscapeDataString(filename);

    /// <summary>Gets the URL of a file's provenance (PEP 740).</summary>
    /// <param name="package">The file.</param>
    public string ProvenanceOf(PythonPackage package) =>
        $"{IndexUrl}integrity/{Uri.EscapeDataString(package.NormalizedName())}/{Uri.EscapeDataString(package.Version)}/{Uri.EscapeDataString(package.Filename)}/provenance/";
}
