namespace Pulp.Plugins.Loading;

// A folder whose plugin passed every check that needs none of its code to run.
internal sealed record PluginCandidate(string Folder, PluginManifest Manifest, PluginAssemblies Assemblies, string? Remark)
{
    public string FolderName => Path.GetFileName(Folder);

    public static PluginCandidate Inspect(string folder, PluginManifest manifest, PluginHost host)
    {
        CheckContract(manifest.Contract, host.Contract);
        TargetFramework.Check(manifest.TargetFramework, host.Runtime);
        PluginFiles.Check(folder, manifest);
        var path = Path.Combine(folder, manifest.Assembly);
        var file = AssemblyFile.Read(path);
        CheckAgreement(manifest, file);
        if (file.TargetFramework is { } targetFramework)
            TargetFramework.Check(targetFramework, host.Runtime);
        PluginRequirements.CheckFrameworks(path, host);
        var assemblies = new PluginAssemblies(path);
        PluginRequirements.CheckReferences(file, assemblies, host);
        return new PluginCandidate(folder, manifest, assemblies, TargetFramework.IsStandard(file.TargetFramework)
            ? $"it targets {file.TargetFramework}: build it for .NET {host.Runtime.ToString(2)}"
            : null);
    }

    private static void CheckContract(ContractVersion needed, ContractVersion offered)
    {
        if (needed.Major != offered.Major)
            throw new PluginException($"it is built for plugin contract {needed}, the host offers {offered}: another major version");
        if (needed.Minor > offered.Minor)
            throw new PluginException($"it needs plugin contract {needed} or higher, the host offers {offered}");
    }

    private static void CheckAgreement(PluginManifest manifest, AssemblyFile file)
    {
        if (file.Contract is not { } stated)
            throw new PluginException($"{file.FileName} does not state the plugin contract it is built for ([assembly: PulpContract])");
        if (stated != manifest.Contract)
            throw new PluginException($"{file.FileName} states plugin contract {stated}, its {PluginManifest.FileName} {manifest.Contract}");
    }
}
