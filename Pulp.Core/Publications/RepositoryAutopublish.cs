using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Publications;

/// <summary>
/// Represents how repositories of a type ask to be published after each new version.
/// </summary>
/// <param name="Switch">The field that is true when a repository asks for it.</param>
/// <param name="Create">Describes the publication of a repository; the version is filled in.</param>
public sealed record RepositoryAutopublish(FieldDescriptor Switch, Func<Repository, Publication> Create);
