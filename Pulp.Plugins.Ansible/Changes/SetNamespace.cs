using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Represents what is to be said of a namespace in a repository; null leaves what is said already.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Name">The namespace.</param>
internal sealed record SetNamespace(Guid RepositoryId, string Name)
{
    public string? Company { get; init; }

    public string? Email { get; init; }

    public string? Description { get; init; }

    public string? Resources { get; init; }

    public IReadOnlyList<NamespaceLink>? Links { get; init; }

    /// <summary>Gets the stored picture.</summary>
    public Guid? Avatar { get; init; }

    /// <summary>Gets the picture's kind, by the ending of a file's name.</summary>
    public string? AvatarEnding { get; init; }

    public AnsibleNamespaceMetadata ApplyTo(AnsibleNamespaceMetadata metadata) => metadata with
    {
        Company = Company ?? metadata.Company,
        Email = Email ?? metadata.Email,
        Description = Description ?? metadata.Description,
        Resources = Resources ?? metadata.Resources,
        Links = Links ?? metadata.Links,
    };
}
