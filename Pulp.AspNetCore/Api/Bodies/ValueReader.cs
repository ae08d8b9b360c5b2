using System.Globalization;
using System.Text.Json;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Documents;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Reads and checks the value of one field, and collects what is wrong with it in the words of Pulp's API.
/// </summary>
internal sealed partial class ValueReader
{
    private readonly ApiHrefs hrefs;
    private readonly FieldErrors errors;

    public ValueReader(ApiHrefs hrefs, FieldErrors errors)
    {
        this.hrefs = hrefs;
        this.errors = errors;
    }

    /// <summary>Reads a value; what it returns is of no use when it added an error.</summary>
    public object? Read(InputField input, JsonElement value)
    {
        // An empty text in place of a reference is how forms, and Pulp's own clients, say null.
        if ((value.ValueKind == JsonValueKind.Null && input.Kind != InputKind.Json) || (input.Kind == InputKind.Reference && value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8)))
        {
            if (!input.IsNullable)
                errors.Add(input.Name, "This field may not be null.");
            return null;
        }

        return input.Kind switch
        {
            InputKind.Text => ReadText(input, value),
            InputKind.Integer => ReadInteger(input, value),
            InputKind.Number => ReadNumber(input, value),
            InputKind.Boolean => ReadBoolean(input, value),
            InputKind.Choice => ReadChoice(input, value),
            InputKind.Time => ReadTime(input, value),
            InputKind.Reference => ReadReference(input, value),
            InputKind.TextList => ReadList(input, value, ReadText),
            InputKind.ChoiceList => ReadList(input, value, ReadChoice),
            InputKind.ReferenceList => ReadReferences(input, value),
            InputKind.Labels => ReadLabels(input, value),
            InputKind.File => Fail(input, "The submitted data was not a file. Check the encoding type on the form."),
            _ => ReadJson(input, value),
        };
    }

    private string? ReadText(InputField input, JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (text is null)
            return Fail(input, "Not a valid string.");
        if (!input.KeepsSpaces)
            text = text.Trim();
        if (text.Contains('\0', StringComparison.Ordinal))
            return Fail(input, "Null characters are not allowed.");
        if (text.Length == 0 && input.MinimumLength > 0)
            return Fail(input, "This field may not be blank.");
        if (text.Length < input.MinimumLength)
            return Fail(input, $"Ensure this field has at least {input.MinimumLength} characters.");
        return text.Length > input.MaximumLength
            ? Fail(input, $"Ensure this field has no more than {input.MaximumLength} characters.")
            : text;
    }

    private object? ReadInteger(InputField input, JsonElement value)
    {
        long number;
        var isInteger = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out number),
            JsonValueKind.String => long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => (number = 0) > 0,
        };
        if (!isInteger)
            return Fail(input, "A valid integer is required.");
        return IsInRange(input, number) ? number : null;
    }

    private object? ReadNumber(InputField input, JsonElement value)
    {
        double number;
        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => (number = 0) > 0,
        };
        if (!isNumber || !double.IsFinite(number))
            return Fail(input, "A valid number is required.");
        return IsInRange(input, number) ? number : null;
    }

    private object? ReadBoolean(InputField input, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt32(out var number) && number is 0 or 1 => number == 1,
        JsonValueKind.String when IsWord(value, "true", "yes", "on", "1", "t", "y") => true,
        JsonValueKind.String when IsWord(value, "false", "no", "off", "0", "f", "n") => false,
        _ => Fail(input, "Must be a valid boolean."),
    };

    private string? ReadChoice(InputField input, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return input.Choices.Contains(text, StringComparer.Ordinal) ? text : Fail(input, $"\"{Shorten(text)}\" is not a valid choice. Valid choices: {string.Join(", ", input.Choices)}.");
    }

    private object? ReadTime(InputField input, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && FilterValues.TryTime(value.GetString()!, out var time)
            ? time
            : Fail(input, "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].");

    private ObjectReference? ReadReference(InputField input, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            errors.Add(input.Name, $"Incorrect type. Expected URL string, received {NameOf(value)}.");
            return null;
        }

        if (hrefs.TryParse(value.GetString()!, out var reference))
            return reference;
        errors.Add(input.Name, "Invalid hyperlink - No URL match.");
        return null;
    }

    private bool IsInRange(InputField input, double number)
    {
        if (number < input.Minimum)
            errors.Add(input.Name, string.Create(CultureInfo.InvariantCulture, $"Ensure this value is greater than or equal to {input.Minimum}."));
        else if (number > input.Maximum)
            errors.Add(input.Name, string.Create(CultureInfo.InvariantCulture, $"Ensure this value is less than or equal to {input.Maximum}."));
        else
            return true;
        return false;
    }

    private string? Fail(InputField input, string message)
    {
        errors.Add(input.Name, message);
        return null;
    }

    private static bool IsWord(JsonElement value, params ReadOnlySpan<string> words)
    {
        var text = value.GetString()!;
        foreach (var word in words)
        {
            if (string.Equals(text, word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // Clients know the type names of Pulp's language from its messages.
    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "str",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "int" : "float",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        _ => "NoneType",
    };

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
