namespace Pulp.Architecture.Tests.Support;

/// <summary>States what one project may reference. A name may end in a star.</summary>
/// <param name="Projects">Other projects of the tree.</param>
/// <param name="Packages">NuGet packages.</param>
/// <param name="AspNetCore">Whether the ASP.NET Core framework may be referenced.</param>
internal sealed record AllowedReferences(string[] Projects, string[] Packages, bool AspNetCore = false)
{
    private static readonly AllowedReferences Plugin = new(
        ["Pulp.Core", "Pulp.AspNetCore"],
        ["AngleSharp", "YamlDotNet", "NuGet.Versioning"],
        AspNetCore: true);

    private static readonly Dictionary<string, AllowedReferences> Table = new(StringComparer.Ordinal)
    {
        ["Pulp.Core"] = new([], ["Microsoft.Extensions.*", "System.IO.Abstractions", "Polly.Core", "NCrontab.Signed"]),
        ["Pulp.Data"] = new(["Pulp.Core"], ["Dapper", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3"]),
        ["Pulp.Data.PostgreSql"] = new(["Pulp.Core", "Pulp.Data"], ["Npgsql", "Dapper"]),
        ["Pulp.Storage.S3"] = new(["Pulp.Core"], ["AWSSDK.S3"]),
        ["Pulp.AspNetCore"] = new(["Pulp.Core"], ["Microsoft.OpenApi"], AspNetCore: true),
        ["Pulp.Server"] = new(
            ["Pulp.Core", "Pulp.Data", "Pulp.Data.PostgreSql", "Pulp.Storage.S3", "Pulp.AspNetCore"],
            ["System.CommandLine", "Spectre.Console", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"],
            AspNetCore: true),
        ["Pulp.Testing"] = new(["Pulp.Core", "Pulp.AspNetCore"], ["NUnit", "Microsoft.AspNetCore.TestHost"], AspNetCore: true),
    };

    public static AllowedReferences? Of(string project) =>
        Table.TryGetValue(project, out var allowed) ? allowed
        : project.StartsWith("Pulp.Plugins.", StringComparison.Ordinal) ? Plugin
        : null;

    public bool AllowsPackage(string name) => Packages.Any(pattern => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : name == pattern);
}
