using System.IO.Abstractions;

namespace Fixtures.Good;

public sealed class WidgetCounter(IFileSystem files)
{
    public IFileSystem Files => files;
}
