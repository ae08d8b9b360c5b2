using System.Buffers.Binary;
using Pulp.Publications;
using Pulp.Repositories;

namespace Pulp.Serving;

/// <summary>
/// Represents what a distribution serves now: a version, as it is or prepared by a publication. It never changes.
/// </summary>
/// <param name="Version">The version.</param>
/// <param name="Publication">The publication, if one is served.</param>
/// <param name="Corrections">How many corrections of content were made when it was found (<see cref="ContentTypes.ContentCorrections"/>).</param>
public sealed record ServedSource(RepositoryVersion Version, Publication? Publication, long Corrections = 0)
{
    /// <summary>Gets an identifier: two sources with the same one serve the same. It is that of the publication, or else of the version, turned into another by each correction of content.</summary>
    public Guid Id => IdOf(Publication?.Id ?? Version.Id, Corrections);

    internal static Guid IdOf(Guid id, long corrections)
    {
        if (corrections == 0)
            return id;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) ^ corrections);
        return new Guid(bytes);
    }
}
