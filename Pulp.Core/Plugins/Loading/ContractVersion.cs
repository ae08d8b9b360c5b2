using System.Reflection;

namespace Pulp.Plugins.Loading;

internal readonly record struct ContractVersion(int Major, int Minor)
{
    public static ContractVersion OfHost { get; } = typeof(PulpPlugin).Assembly.GetCustomAttribute<PulpContractAttribute>() is { } offered
        ? new ContractVersion(offered.Major, offered.Minor)
        : throw new InvalidOperationException("The core states no contract version.");

    public override string ToString() => $"{Major}.{Minor}";
}
