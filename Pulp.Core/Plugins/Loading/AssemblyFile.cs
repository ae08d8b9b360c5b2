using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Pulp.Plugins.Loading;

// What an assembly states of itself, read from its metadata: none of its code runs and nothing of it is loaded.
internal sealed record AssemblyFile
{
    public required string FileName { get; init; }

    public required IReadOnlyList<AssemblyName> References { get; init; }

    public required Version Version { get; init; }

    public required string? TargetFramework { get; init; }

    public required ContractVersion? Contract { get; init; }

    public static AssemblyFile Read(string path)
    {
        var fileName = Path.GetFileName(path);
        try
        {
            using var stream = File.OpenRead(path);

            // The reader closes the stream once it has the metadata.
            var length = stream.Length;
            using var image = new PEReader(stream, PEStreamOptions.PrefetchMetadata);
            if (!image.HasMetadata || !image.GetMetadataReader().IsAssembly)
                throw new PluginException($"{fileName} is not a .NET assembly");
            if (image.PEHeaders.SectionHeaders.Any(section => (long)section.PointerToRawData + section.SizeOfRawData > length))
                throw new PluginException($"{fileName} is cut off after {length} bytes");
            CheckArchitecture(image.PEHeaders, fileName);
            return Read(image.GetMetadataReader(), fileName);
        }
        catch (Exception exception) when (exception is BadImageFormatException or ArgumentException or OverflowException)
        {
            throw new PluginException($"{fileName} is not a .NET assembly", exception);
        }
        catch (FileNotFoundException exception)
        {
            throw new PluginException($"its folder has no {fileName}", exception);
        }
    }

    private static AssemblyFile Read(MetadataReader metadata, string fileName)
    {
        var attributes = metadata.GetAssemblyDefinition().GetCustomAttributes();
        return new AssemblyFile
        {
            FileName = fileName,
            Version = metadata.GetAssemblyDefinition().Version,
            References = [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())],
            TargetFramework = AssemblyAttributes.Find(metadata, attributes, "System.Runtime.Versioning", "TargetFrameworkAttribute") is { } framework
                ? AssemblyAttributes.Text(metadata, framework)
                : null,
            Contract = AssemblyAttributes.Find(metadata, attributes, typeof(PulpContractAttribute).Namespace!, nameof(PulpContractAttribute)) is { } contract
                ? AssemblyAttributes.TwoNumbers(metadata, contract)
                : null,
        };
    }

    private static void CheckArchitecture(PEHeaders headers, string fileName)
    {
        var flags = headers.CorHeader!.Flags;

        // Precompiled code for another processor is ignored; the IL beside it runs everywhere.
        if (flags.HasFlag(CorFlags.ILLibrary))
            return;
        var machine = headers.CoffHeader.Machine;
        var runsEverywhere = machine == Machine.I386 && flags.HasFlag(CorFlags.ILOnly) && !flags.HasFlag(CorFlags.Requires32Bit);
        var isHosts = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => machine == Machine.Amd64,
            Architecture.Arm64 => machine == Machine.Arm64,
            Architecture.X86 => machine == Machine.I386,
            _ => false,
        };
        if (!runsEverywhere && !isHosts)
            throw new PluginException($"{fileName} is built for {machine}, the host runs on {RuntimeInformation.ProcessArchitecture}");
    }
}
