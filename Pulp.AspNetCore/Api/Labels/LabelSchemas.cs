using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.Labels;

/// <summary>
/// Holds bodies and answers of <c>set_label</c> and <c>unset_label</c>, and what they do to a set of labels.
/// </summary>
internal static class LabelSchemas
{
    public static BodySchema Set { get; } = new(
        "SetLabel",
        [
            new InputField("key", InputKind.Text) { IsRequired = true, MinimumLength = 1, MaximumLength = 255 },
            new InputField("value", InputKind.Text) { IsRequired = true, IsNullable = true },
        ]);

    public static BodySchema Unset { get; } = new(
        "UnsetLabel", [new InputField("key", InputKind.Text) { IsRequired = true, MinimumLength = 1, MaximumLength = 255 }], ["value"]);

    public static ISchema SetAnswer { get; } = new NamedSchema(
        "SetLabelResponse", [new SchemaProperty("key", ApiType.Text) { IsRequired = true }, new SchemaProperty("value", ApiType.Text with { IsNullable = true }) { IsRequired = true }]);

    public static ISchema UnsetAnswer { get; } = new NamedSchema(
        "UnsetLabelResponse", [new SchemaProperty("key", ApiType.Text) { IsRequired = true }, new SchemaProperty("value", ApiType.Text with { IsNullable = true }) { IsReadOnly = true }]);

    /// <summary>Gets the labels with one more, or one changed.</summary>
    public static IReadOnlyDictionary<string, string?> With(IReadOnlyDictionary<string, string?> labels, RequestBody body)
    {
        var (key, value) = (body.Text("key")!, body.Text("value"));
        if (LabelRules.Check(key, value) is { } problem)
            throw RequestRefusedException.Invalid("key", problem);
        return new Dictionary<string, string?>(labels, StringComparer.Ordinal) { [key] = value };
    }

    /// <summary>Gets the labels without one.</summary>
    public static IReadOnlyDictionary<string, string?> Without(IReadOnlyDictionary<string, string?> labels, string key, out string? value)
    {
        var fewer = new Dictionary<string, string?>(labels, StringComparer.Ordinal);
        return fewer.Remove(key, out value) ? fewer : throw RequestRefusedException.Invalid("key", $"Label with the key '{key}' does not exist.");
    }

    public static ApiResult Answer(string key, string? value) => ApiResult.Json(StatusCodes.Status201Created, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, key);
        writer.WriteString("value"u8, value);
        writer.WriteEndObject();
    });

    /// <summary>Makes the two endpoints of one collection.</summary>
    public static IEnumerable<ApiEndpoint> Endpoints(
        EndpointGroup group, string permission, Func<ApiCall, Task<ApiResult>> set, Func<ApiCall, Task<ApiResult>> unset)
    {
        yield return group.OnObject("POST", "set_label/", "set_label", group.ObjectPermission(permission), set).Takes(Set).Returns(StatusCodes.Status201Created, SetAnswer);
        yield return group.OnObject("POST", "unset_label/", "unset_label", group.ObjectPermission(permission), unset).Takes(Unset).Returns(StatusCodes.Status201Created, UnsetAnswer);
    }
}
