using System.Text.Json;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>Reads a project page in JSON (PEP 691, 700, 708, 714, 740, 792). Unknown keys are passed over.</summary>
internal sealed class SimpleJsonParser(ProjectPageBuilder page)
{
    private string? _lastRequiresPython;
    private bool _hasFiles;

    public void Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            ReadDocument(ref reader);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw IndexJson.Malformed("the page is not valid JSON, or is cut off", problem);
        }

        if (!_hasFiles)
        {
            throw IndexJson.Malformed("a project page of the simple index must have the key 'files'");
        }
    }

    private void ReadDocument(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw IndexJson.Malformed("a page of the simple index must be a JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader);
        }

        // Reads past the end, which must be only white space.
        _ = reader.Read();
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("files"u8))
        {
            reader.Read();
            ReadFiles(ref reader);
        }
        else if (reader.ValueTextEquals("name"u8))
        {
            reader.Read();
            page.SetName(IndexJson.String(ref reader) ?? throw IndexJson.Malformed("the key 'name' must be a text"));
        }
        else if (reader.ValueTextEquals("meta"u8))
        {
            reader.Read();
            ReadMeta(ref reader);
        }
        else if (reader.ValueTextEquals("versions"u8))
        {
            reader.Read();
            IndexJson.Strings(ref reader, page.Versions);
        }
        else if (reader.ValueTextEquals("alternate-locations"u8))
        {
            reader.Read();
            IndexJson.Strings(ref reader, page.AlternateLocations);
        }
        else if (reader.ValueTextEquals("project-status"u8))
        {
            reader.Read();
            ReadStatus(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadMeta(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw IndexJson.Malformed("the key 'meta' must be an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("api-version"u8))
            {
                reader.Read();
                page.SetApiVersion(IndexJson.String(ref reader) ?? throw IndexJson.Malformed("the key 'meta.api-version' must be a text"));
            }
            else if (reader.ValueTextEquals("_last-serial"u8))
            {
                reader.Read();
                page.LastSerial = IndexJson.Integer(ref reader);
            }
            else if (reader.ValueTextEquals("tracks"u8))
            {
                reader.Read();
                IndexJson.Strings(ref reader, page.Tracks);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadStatus(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isStatus = reader.ValueTextEquals("status"u8);
            var isReason = reader.ValueTextEquals("reason"u8);
            reader.Read();
            var text = IndexJson.String(ref reader);
            if (isStatus && text is not null)
            {
                page.SetStatus(text);
            }
            else if (isReason)
            {
                page.StatusReason = text;
            }
        }
    }

    private void ReadFiles(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw IndexJson.Malformed("the key 'files' must be an array");
        }

        _hasFiles = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadFile(ref reader);
            }
            else
            {
                reader.Skip();
                page.Skip(null, "each of 'files' must be an object");
            }
        }
    }

    private void ReadFile(ref Utf8JsonReader reader)
    {
        var file = default(SimpleJsonFile);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!file.TryReadMember(ref reader, ref _lastRequiresPython))
            {
                reader.Skip();
            }
        }

        if (!DistributionFileName.IsSafe(file.FileName))
        {
            page.Skip(file.FileName, "the file has no name, or one that is unsafe");
        }
        else if (file.Url is null || page.Links.Resolve(file.Url) is not { } url)
        {
            page.Skip(file.FileName, "the file has no URL, or one that is not http(s)");
        }
        else
        {
            page.Add(file.ToIndexFile(url));
        }
    }
}
