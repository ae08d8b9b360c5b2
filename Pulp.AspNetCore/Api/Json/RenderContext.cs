using Pulp.AspNetCore.Api.Hrefs;

namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Gives the writers of fields what they need besides the row: addresses of other objects, and the address the server is known by.
/// </summary>
internal sealed class RenderContext
{
    public RenderContext(ApiHrefs hrefs, string origin)
    {
        Hrefs = hrefs;
        Origin = origin;
        Targets = new HrefTargets(hrefs);
    }

    public ApiHrefs Hrefs { get; }

    /// <summary>Gets scheme and host of the server as clients know it, without a slash at the end.</summary>
    public string Origin { get; }

    public HrefTargets Targets { get; }
}
