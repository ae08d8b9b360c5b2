using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fixtures.PrivateLibrary;

public sealed class Greeting
{
    public static string Text => "version 2";

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
