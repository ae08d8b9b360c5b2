namespace Pulp.Testing.Plugins;

/// <summary>
/// States on a scenario, or on a test assembly, that what is tested does not have what a specification is about, and why.
/// </summary>
/// <remarks>
/// Without <see cref="Test"/> no fixture is derived from the specification, and <see cref="SpecificationCoverage"/> accepts that.
/// With it, one test of the specification is reported as skipped with the reason.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class LacksAttribute : Attribute
{
    /// <summary>Initializes the statement.</summary>
    /// <param name="specification">The specification, for example <c>typeof(UploadSpecification&lt;&gt;)</c>.</param>
    /// <param name="reason">Why the plugin does not have it, in a sentence.</param>
    public LacksAttribute(Type specification, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Specification = specification;
        Reason = reason;
    }

    /// <summary>Gets the specification.</summary>
    public Type Specification { get; }

    /// <summary>Gets why the plugin does not have it.</summary>
    public string Reason { get; }

    /// <summary>Gets the name of the only test that is meant; null means all.</summary>
    public string? Test { get; init; }
}
