using Pulp.Distributions;
using Pulp.Resources;

namespace Fixtures.Keys;

/// <summary>Lets pass who sends the key.</summary>
public sealed record KeyGuard : ContentGuard
{
    [Field(Secret = true)]
    public string? Key { get; init; }
}
