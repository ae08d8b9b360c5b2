namespace Pulp.Plugins.Loading;

// Reads both spellings: net10.0 of project files and .NETCoreApp,Version=v10.0 of assemblies.
internal static class TargetFramework
{
    public static void Check(string moniker, Version runtime)
    {
        if (VersionOf(moniker) is not { } version)
            throw new PluginException($"it targets {moniker}, which .NET {runtime.ToString(2)} does not run");
        if (version > runtime)
            throw new PluginException($"it targets {moniker}, the host runs .NET {runtime.ToString(2)}");
    }

    public static bool IsStandard(string? moniker) => moniker?.StartsWith(".NETStandard,", StringComparison.Ordinal) == true;

    private static Version? VersionOf(string moniker)
    {
        if (moniker.StartsWith(".NETStandard,", StringComparison.Ordinal) || moniker.StartsWith("netstandard", StringComparison.Ordinal))
            return new Version(0, 0);
        const string Assembly = ".NETCoreApp,Version=v";
        var number = moniker.StartsWith(Assembly, StringComparison.Ordinal) ? moniker[Assembly.Length..]
            : moniker.StartsWith("netcoreapp", StringComparison.Ordinal) ? moniker["netcoreapp".Length..]
            : moniker.StartsWith("net", StringComparison.Ordinal) ? moniker["net".Length..].Split('-')[0]
            : "";
        return Version.TryParse(number, out var version) ? new Version(version.Major, version.Minor) : null;
    }
}
