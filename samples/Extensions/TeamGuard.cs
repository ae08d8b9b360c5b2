using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Resources;

namespace Extensions;

/// <summary>Represents a guard that lets in who sends a secret of the team.</summary>
public sealed record TeamGuard : ContentGuard
{
    /// <summary>Gets what the header <c>X-Team</c> must hold. It is stored encrypted, and REST does not show it.</summary>
    [Field(Secret = true)]
    public required string Secret { get; init; }
}

/// <summary>Decides for a <see cref="TeamGuard"/>.</summary>
public sealed class TeamGuardEvaluator : IContentGuardEvaluator
{
    /// <inheritdoc/>
    public ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.GetHeader("X-Team") == ((TeamGuard)guard).Secret ? null : "The header X-Team is missing or wrong.");
}

/// <summary>Declares the guard; REST, permissions and documentation come with it.</summary>
public sealed class TeamPlugin : PulpPlugin
{
    /// <inheritdoc/>
    public override string Label => "team";

    /// <inheritdoc/>
    public override void Configure(PluginBuilder plugin) => plugin.AddGuard<TeamGuard, TeamGuardEvaluator>("team", "team");
}
