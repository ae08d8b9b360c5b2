using System.Globalization;
using System.Reflection;
using Pulp.Digests;

namespace Pulp.Server.Settings;

/// <summary>
/// Applies named settings to <see cref="ServerSettings"/>, and says of each one it cannot apply why.
/// </summary>
/// <remarks>Names ignore case and underscores, so that <c>ContentOrigin</c> in a file and <c>PULP_CONTENT_ORIGIN</c> in the environment are one setting.</remarks>
internal sealed class SettingBinder
{
    private readonly Dictionary<string, (object Owner, PropertyInfo Property)> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> errors = [];

    private readonly IList<PluginSetting>? ofPlugins;
    private readonly string prefix;

    public SettingBinder(ServerSettings settings)
        : this([settings, settings.Pulp, settings.Egress], prefix: "") => ofPlugins = settings.OfPlugins;

    private SettingBinder(object[] owners, string prefix)
    {
        this.prefix = prefix;
        foreach (var owner in owners)
        {
            foreach (var property in owner.GetType().GetProperties().Where(IsSetting))
                known[property.Name] = (owner, property);
        }
    }

    public IReadOnlyList<string> Errors => errors;

    public IEnumerable<string> Names => known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Makes a binder for options of a plugin.</summary>
    /// <param name="options">The options.</param>
    /// <param name="label">The plugin's label.</param>
    public static SettingBinder Of(object options, string label) => new([options], $"{label}.");

    public void Apply(string name, string value, string source)
    {
        if (ofPlugins is not null && name.Replace("__", ".", StringComparison.Ordinal).Split('.', 2) is [{ Length: > 0 } label, var inner])
        {
            ofPlugins.Add(new PluginSetting(label, inner, value, source));
            return;
        }

        var key = name.Replace("_", "", StringComparison.Ordinal);
        if (!known.TryGetValue(key, out var setting))
        {
            errors.Add($"{source}: there is no setting '{prefix}{name}'.{Suggestion(key)}");
            return;
        }

        try
        {
            Set(setting.Owner, setting.Property, value);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            errors.Add($"{source}: '{value}' is no value for '{prefix}{setting.Property.Name}'; {Expectation(setting.Property.PropertyType)}.");
        }
    }

    private static bool IsSetting(PropertyInfo property) =>
        property.PropertyType == typeof(string) || property.PropertyType == typeof(bool) || property.PropertyType == typeof(int) || property.PropertyType == typeof(long) || property.PropertyType.IsEnum
            ? property.CanWrite
            : property.PropertyType == typeof(TimeSpan) || property.PropertyType == typeof(IList<string>) || property.PropertyType == typeof(ISet<DigestAlgorithm>);

    private static void Set(object owner, PropertyInfo property, string value)
    {
        var type = property.PropertyType;
        if (type == typeof(IList<string>))
        {
            var list = (IList<string>)property.GetValue(owner)!;
            list.Clear();
            foreach (var item in Split(value))
                list.Add(item);
        }
        else if (type == typeof(ISet<DigestAlgorithm>))
        {
            property.SetValue(owner, Split(value).Select(ReadAlgorithm).ToHashSet());
        }
        else
        {
            property.SetValue(owner, Read(type, value));
        }
    }

    private static object Read(Type type, string value) => type switch
    {
        _ when type == typeof(bool) => bool.Parse(value),
        _ when type == typeof(int) => int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ when type == typeof(long) => long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ when type == typeof(TimeSpan) => ReadTime(value),
        _ when type.IsEnum => ReadName(type, value),
        _ => value,
    };

    private static TimeSpan ReadTime(string value)
    {
        var number = value.TrimEnd('d', 'h', 'm', 's');
        if (value.Length - number.Length != 1 || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var count) || count < 0)
            return TimeSpan.Parse(value, CultureInfo.InvariantCulture);
        return value[^1] switch
        {
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            _ => TimeSpan.FromSeconds(count),
        };
    }

    // Enum.Parse would take numbers, too, and several names at once.
    private static object ReadName(Type type, string value) =>
        Enum.GetNames(type).FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : throw new FormatException(value);

    private static DigestAlgorithm ReadAlgorithm(string name) => DigestAlgorithms.TryParse(name, out var algorithm) && DigestAlgorithms.CanCompute(algorithm)
        ? algorithm
        : throw new FormatException(name);

    private static string[] Split(string value) => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Expectation(Type type) => type switch
    {
        _ when type == typeof(bool) => "write true or false",
        _ when type == typeof(int) || type == typeof(long) => "write a whole number",
        _ when type == typeof(TimeSpan) => "write a time such as 30s, 5m, 24h or 7d",
        _ when type.IsEnum => $"write one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(ISet<DigestAlgorithm>) => "write sha256, and what is wanted beside it of md5, sha1, sha384 and sha512, separated by commas",
        _ => "write a text",
    };

    private string Suggestion(string name)
    {
        var near = known.Keys.Select(key => (Key: key, Distance: Distance(key.ToUpperInvariant(), name.ToUpperInvariant()))).MinBy(candidate => candidate.Distance);
        return near.Distance <= 3 ? $" Did you mean '{prefix}{near.Key}'?" : $" The settings are: {string.Join(", ", Names.Select(known => prefix + known))}.";
    }

    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            previous = current;
        }

        return previous[right.Length];
    }
}
