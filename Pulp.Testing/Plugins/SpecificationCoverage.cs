using System.Reflection;
using NUnit.Framework;
using Pulp.Resources;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Proves that tests leave no specification out: each is derived, or stated as lacking with a reason.
/// </summary>
/// <remarks>To be called by a test of the project that derives the specifications.</remarks>
public static class SpecificationCoverage
{
    /// <summary>Fails when the assembly of a scenario skips a specification of plugins.</summary>
    /// <typeparam name="TScenario">The scenario.</typeparam>
    /// <remarks>A plugin that declares a guard owes the specification of guards as well.</remarks>
    public static void Require<TScenario>()
        where TScenario : PluginScenario, new()
    {
        var fixtures = typeof(TScenario).Assembly.GetTypes();
        var lacks = typeof(TScenario).GetCustomAttributes<LacksAttribute>(inherit: true).ToLookup(lack => lack.Specification == typeof(GuardSpecification<>));
        var gaps = Gaps(fixtures, Specifications(typeof(ScenarioSpecification<>)), typeof(TScenario), [.. lacks[false]]);
        if (new TScenario().ResourceTypes.Any(type => type.Kind == ResourceKind.ContentGuard) || lacks[true].Any())
            gaps = [.. gaps, .. Gaps(fixtures, [typeof(GuardSpecification<>)], scenario: null, [.. lacks[true]])];
        Assert.That(gaps, Is.Empty);
    }

    /// <summary>Fails when a test assembly skips a specification of a family, for example of stores.</summary>
    /// <param name="tests">The test assembly; it may carry <see cref="LacksAttribute"/>.</param>
    /// <param name="family">The base class of the specifications, or the only one.</param>
    public static void Require(Assembly tests, Type family) =>
        Assert.That(Gaps(tests.GetTypes(), Specifications(family), scenario: null, [.. tests.GetCustomAttributes<LacksAttribute>()]), Is.Empty);

    internal static IReadOnlyList<string> Gaps(IReadOnlyList<Type> fixtures, IReadOnlyList<Type> specifications, Type? scenario, IReadOnlyList<LacksAttribute> lacks)
    {
        var gaps = lacks.Where(lack => !specifications.Contains(lack.Specification)).Select(lack => $"{lack.Specification.Name} is stated as lacking and is no specification.").ToList();
        foreach (var specification in specifications)
        {
            var derived = fixtures.Where(type => !type.IsAbstract && Ancestors(type).Any(ancestor => IsOf(ancestor, specification, scenario))).ToList();
            var stated = lacks.Where(lack => lack.Specification == specification).ToList();
            var isLacking = stated.Any(lack => lack.Test is null);
            if (derived.Count == 0 && !isLacking)
                gaps.Add($"{NameOf(specification)} is neither derived nor stated as lacking.");
            if (derived.Count > 0 && isLacking)
                gaps.Add($"{NameOf(specification)} is stated as lacking and derived by {derived[0].Name}.");
            gaps.AddRange(derived.Where(type => type.IsDefined(typeof(IgnoreAttribute)) || type.IsDefined(typeof(ExplicitAttribute))).Select(type => $"{type.Name} is not run: state what is lacking."));
            gaps.AddRange(stated.Where(lack => lack.Test is not null && specification.GetMethod(lack.Test) is null).Select(lack => $"{NameOf(specification)} has no test {lack.Test}."));
        }

        return gaps;
    }

    private static IReadOnlyList<Type> Specifications(Type family)
    {
        var specifications = typeof(SpecificationCoverage).Assembly.GetExportedTypes()
            .Where(type => type.IsAbstract && Ancestors(type).Any(ancestor => IsOf(ancestor, family, scenario: null)))
            .ToList();
        return specifications.Count > 0 ? specifications : [family];
    }

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            yield return ancestor;
    }

    private static bool IsOf(Type type, Type specification, Type? scenario) => specification.IsGenericTypeDefinition
        ? type.IsGenericType && type.GetGenericTypeDefinition() == specification && (scenario is null || type.GetGenericArguments()[0] == scenario)
        : type == specification;

    private static string NameOf(Type specification) => specification.Name.Split('`')[0];
}
