namespace Pulp.Plugins.Python.Index;

/// <summary>
/// The version of the simple repository API that our pages state (PEP 629).
/// </summary>
/// <remarks>
/// 1.4 is the highest whose required parts we serve: the keys <c>versions</c> and <c>size</c> (1.1, PEP 700); <c>tracks</c> and
/// <c>alternate-locations</c> where a project has them (1.2, PEP 708); <c>provenance</c> where a file has it (1.3, PEP 740); the status marker, which
/// may be left out of an active project (1.4, PEP 792). A JSON page with a file whose size nobody stated, as when it is merged with an upstream's
/// HTML page, lacks a required key of 1.1 and so states 1.0.
/// </remarks>
internal static class SimpleApiVersion
{
    public const string Current = "1.4";

    public const string WithoutSizes = "1.0";
}
