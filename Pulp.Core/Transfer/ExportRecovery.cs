using Microsoft.Extensions.Logging;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Removes at start what exports had written when the process ended.
/// </summary>
internal sealed partial class ExportRecovery(IPulpDatabase database, ILogger<ExportRecovery> logger) : IStartupStep
{
    public int Order => 13;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var path in await UnfinishedExport.ListAsync(database, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await UnfinishedExport.RemoveAsync(database, path, cancellationToken).ConfigureAwait(false);
                LogRemoved(logger, path);
            }
            catch (Exception exception) when (TransferErrors.IsFileFailure(exception))
            {
                LogLeft(logger, path, exception.Message);
            }
        }
    }

    [LoggerMessage(2402, LogLevel.Information, "What an export that did not end had written to {Path} was removed")]
    private static partial void LogRemoved(ILogger logger, string path);

    [LoggerMessage(2403, LogLevel.Warning, "What an export that did not end had written to {Path} cannot be removed; the next start tries again: {Reason}")]
    private static partial void LogLeft(ILogger logger, string path, string reason);
}
