using System.Reflection.Metadata;

namespace Pulp.Plugins.Loading;

// Reads attributes of an assembly by the layout of ECMA-335 II.23.3.
internal static class AssemblyAttributes
{
    private const ushort Prolog = 1;

    public static CustomAttribute? Find(MetadataReader metadata, CustomAttributeHandleCollection attributes, string ns, string name)
    {
        foreach (var handle in attributes)
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference)
                continue;
            var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference)
                continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
            if (metadata.StringComparer.Equals(type.Name, name) && metadata.StringComparer.Equals(type.Namespace, ns))
                return attribute;
        }

        return null;
    }

    public static string? Text(MetadataReader metadata, CustomAttribute attribute)
    {
        var value = metadata.GetBlobReader(attribute.Value);
        return value.ReadUInt16() == Prolog ? value.ReadSerializedString() : null;
    }

    public static ContractVersion? TwoNumbers(MetadataReader metadata, CustomAttribute attribute)
    {
        var value = metadata.GetBlobReader(attribute.Value);
        return value.ReadUInt16() == Prolog ? new ContractVersion(value.ReadInt32(), value.ReadInt32()) : null;
    }
}
