using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Tokens;

/// <summary>
/// Represents what a token is asked for or allows: actions on one thing, for example <c>repository:team/app:pull,push</c>.
/// </summary>
internal sealed record TokenScope(string Type, string Name, IReadOnlyList<string> Actions)
{
    public const string Repository = "repository";
    public const string Registry = "registry";
    public const string Catalog = "catalog";
    public const string Pull = "pull";
    public const string Push = "push";
    public const string Delete = "delete";
    public const string Everything = "*";

    private const int Maximum = 100;

    /// <summary>Reads scopes as a client asks for them: any number of texts, each with any number of scopes between spaces.</summary>
    /// <exception cref="RegistryException">One is malformed, or there are too many.</exception>
    public static IReadOnlyList<TokenScope> Parse(IEnumerable<string?> texts)
    {
        var scopes = texts.SelectMany(text => (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(Maximum + 1).Select(Parse).ToList();
        return scopes.Count <= Maximum ? scopes : throw Malformed($"There are more than {Maximum} scopes.");
    }

    private static TokenScope Parse(string text)
    {
        var first = text.IndexOf(':', StringComparison.Ordinal);
        var last = text.LastIndexOf(':');
        if (first <= 0 || last <= first + 1)
            throw Malformed("A scope has a type, a name and actions with colons between them, for example repository:team/app:pull.");
        var (type, name) = (text[..first], text[(first + 1)..last]);
        var actions = text[(last + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (actions.Length > 10 || actions.Any(action => action.Length > 20) || type.Length > 64)
            throw Malformed("A scope names actions that there are not.");
        if (type == Repository && !RepositoryName.TryParse(name, out _))
            throw Malformed("A scope names a repository that cannot be.");
        return new TokenScope(type, name.Length > RepositoryName.MaximumLength ? throw Malformed("A scope's name is too long.") : name, actions);
    }

    private static RegistryException Malformed(string message) => new(RegistryError.BadRequest, message);
}
