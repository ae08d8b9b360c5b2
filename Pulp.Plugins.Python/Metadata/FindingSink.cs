namespace Pulp.Plugins.Python.Metadata;

/// <summary>Throws or collects what breaks a rule, as the mode asks.</summary>
internal sealed class FindingSink(ReadMode mode)
{
    private const int MaxFindings = 50;
    private readonly List<Finding> _findings = [];

    public bool IsStrict => mode == ReadMode.Strict;

    /// <summary>Gets whether further findings would be dropped, so that looking for them is wasted.</summary>
    public bool IsFull => _findings.Count >= MaxFindings;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Throws in strict mode; else remembers the finding, up to a bound.</summary>
    public void Report(string field, string? value, string rule) => Report(new PackageFormatException(field, value, rule));

    /// <inheritdoc cref="Report(string, string?, string)"/>
    public void Report(PackageFormatException problem)
    {
        if (IsStrict)
        {
            throw problem;
        }

        Note(problem);
    }

    /// <summary>Remembers a finding that stops neither mode.</summary>
    public void Note(PackageFormatException problem)
    {
        if (!IsFull)
        {
            _findings.Add(new Finding(problem.Field, problem.Message));
        }
    }
}
