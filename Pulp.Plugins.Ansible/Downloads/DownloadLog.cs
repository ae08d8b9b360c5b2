using System.Net;
using Microsoft.Extensions.Logging;

namespace Pulp.Plugins.Ansible.Downloads;

/// <summary>
/// Tells the server's log of each download. The log's category is the name of this class, so that it can be sent elsewhere.
/// </summary>
internal sealed partial class DownloadLog(ILogger<DownloadLog> logger)
{
    [LoggerMessage(EventId = 7320, Level = LogLevel.Information, Message = "{User} at {Address} downloaded {File} from {BasePath}, version {Version} of repository {Repository}, with {Agent}")]
    public partial void Note(string user, IPAddress? address, string file, string basePath, Guid version, Guid repository, string agent);
}
