using Microsoft.Extensions.Options;

namespace Pulp.Access;

/// <summary>
/// Creates the user <c>admin</c> at the first start, with a password of its own.
/// </summary>
internal sealed class AdministratorSetup(AdministratorAccount account, IOptions<AdministratorOptions> options) : IStartupStep
{
    public int Order => 16;

    public Task RunAsync(CancellationToken cancellationToken) => options.Value.IsEnabled ? account.CreateAsync(cancellationToken) : Task.CompletedTask;
}
