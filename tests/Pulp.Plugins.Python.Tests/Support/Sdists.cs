using Pulp.Testing.Archives;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Begins source distributions.</summary>
internal static class Sdists
{
    public const string FileName = "demo_pkg-1.2.0.tar.gz";
    public const string Root = "demo_pkg-1.2.0/";

    public static TarBuilder Demo() => new TarBuilder().Folder(Root).File(Root + "PKG-INFO", WheelBuilder.Metadata).File(Root + "setup.py", "pass\n");
}
