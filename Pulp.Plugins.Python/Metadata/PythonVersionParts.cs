using System.Numerics;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>What the parser read of a version, before it is one.</summary>
internal record struct PythonVersionParts
{
    public PythonVersionParts()
    {
    }

    public BigInteger Epoch { get; set; }

    public BigInteger[] Release { get; set; } = [];

    public PreReleaseKind PreKind { get; set; }

    public BigInteger PreNumber { get; set; }

    public BigInteger? Post { get; set; }

    public BigInteger? Dev { get; set; }

    public VersionSegment[] Local { get; set; } = [];
}
