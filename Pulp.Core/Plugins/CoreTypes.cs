using Pulp.Resources;
using Pulp.Signing;

namespace Pulp.Plugins;

/// <summary>
/// Declares the resource types that are there without any plugin.
/// </summary>
internal static class CoreTypes
{
    public static PluginTypes Create()
    {
        var types = new PluginTypes();
        types.Resources.Add(new ResourceType
        {
            Kind = ResourceKind.SigningService,
            PluginLabel = PluginLabel.Core,
            TypeName = "signing",
            Endpoint = "signing-services",
            Model = nameof(SigningService),
            ClrType = typeof(SigningService),
            Fields = FieldDescriptors.Of(typeof(SigningService)),
            Operations = ResourceOperations.None,
        });
        return types;
    }
}
