using System.Reflection;
using System.Text.Json;
using Pulp.Architecture.Tests.Support;
using Pulp.Plugins;

namespace Pulp.Architecture.Tests;

/// <summary>Keeps eng/Contract.props true: the assemblies every plugin gets from the host.</summary>
[TestFixture]
public sealed class ContractAssemblyTests
{
    private static readonly string[] ContractProjects = ["Pulp.Core", "Pulp.AspNetCore"];

    internal static HashSet<string> Listed { get; } = typeof(PulpPlugin).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "PulpHostAssemblies").Value!
        .Split(';')
        .ToHashSet(StringComparer.Ordinal);

    [Test]
    public void The_hosts_assemblies_are_the_contract_and_the_packages_it_brings() =>
        Assert.That(Listed, Is.EquivalentTo(ContractProjects.Concat(ContractProjects.SelectMany(PackagesOf)).Distinct()));

    [TestCaseSource(nameof(ContractProjects))]
    public void Every_assembly_in_a_public_signature_is_the_hosts(string project)
    {
        var frameworks = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location)))!;
        var foreign = SourceTree.AssemblyOf(project).GetExportedTypes()
            .SelectMany(SignatureTypes)
            .Select(type => type.Assembly)
            .Distinct()
            .Where(assembly => !assembly.Location.StartsWith(frameworks, StringComparison.Ordinal) && !Listed.Contains(assembly.GetName().Name!));
        Assert.That(foreign, Is.Empty);
    }

    [Test]
    public void Every_plugin_states_the_contract_version_of_the_core()
    {
        var offered = typeof(PulpPlugin).Assembly.GetCustomAttribute<PulpContractAttribute>()!;
        foreach (var plugin in SourceTree.Projects.Where(project => SourceTree.KindOf(project) == "Plugin"))
        {
            var stated = SourceTree.AssemblyOf(plugin).GetCustomAttribute<PulpContractAttribute>();
            Assert.That((stated?.Major, stated?.Minor), Is.EqualTo(((int?)offered.Major, (int?)offered.Minor)), plugin);
        }
    }

    private static IEnumerable<string> PackagesOf(string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SourceTree.Root, project, "obj", "project.assets.json")));
        return
        [
            .. assets.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package"
                    && library.Value.TryGetProperty("runtime", out var runtime)
                    && runtime.EnumerateObject().Any(file => !file.Name.EndsWith("/_._", StringComparison.Ordinal)))
                .Select(library => library.Name.Split('/')[0]),
        ];
    }

    private static IEnumerable<Type> SignatureTypes(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var visible = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly).ToList();
        return new[] { type.BaseType }
            .Concat(type.GetInterfaces())
            .Concat(visible.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType))
            .Concat(visible.OfType<MethodInfo>().Select(method => method.ReturnType))
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType))
            .OfType<Type>()
            .SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? type.GetGenericParameterConstraints().Where(constraint => !constraint.ContainsGenericParameters).SelectMany(Parts)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type)
        : [type];
}
