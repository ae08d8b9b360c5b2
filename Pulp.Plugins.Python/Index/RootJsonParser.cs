using System.Text.Json;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Reads a root page in JSON (PEP 691) window by window: a token at a time, as a value may be cut anywhere.
/// </summary>
internal sealed class RootJsonParser : IRootParser
{
    private JsonReaderState _state;
    private Place _place;
    private string? _property;
    private string? _name;
    private long? _serial;
    private bool _hasProjects;

    public int Parse(ReadOnlySpan<byte> window, bool isFinal, List<IndexRootEntry> entries)
    {
        try
        {
            var reader = new Utf8JsonReader(window, isFinal, _state);
            while (reader.Read())
            {
                OnToken(ref reader, entries);
            }

            _state = reader.CurrentState;
            return isFinal && !_hasProjects
                ? throw IndexJson.Malformed("a root page of the simple index must have the key 'projects'")
                : (int)reader.BytesConsumed;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw IndexJson.Malformed("the page is not valid JSON, or is cut off", problem);
        }
    }

    private void OnToken(ref Utf8JsonReader reader, List<IndexRootEntry> entries)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _property = KnownProperty(ref reader);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Enter(ref reader);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Leave(reader.CurrentDepth, entries);
                break;
            default:
                OnValue(ref reader);
                break;
        }
    }

    private void Enter(ref Utf8JsonReader reader)
    {
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        _place = (reader.CurrentDepth, _place, _property, isObject) switch
        {
            (0, _, _, true) => Place.Document,
            (0, _, _, false) => throw IndexJson.Malformed("a page of the simple index must be a JSON object"),
            (1, Place.Document, "meta", true) => Place.Meta,
            (1, Place.Document, "projects", false) => Place.Projects,
            (2, Place.Projects, _, true) => Place.Project,
            _ => _place,
        };
        _hasProjects |= _place == Place.Projects;
        _property = null;
    }

    private void Leave(int depth, List<IndexRootEntry> entries)
    {
        switch (_place, depth)
        {
            case (Place.Project, 2):
                if (ProjectName.IsValid(_name))
                {
                    entries.Add(new IndexRootEntry(_name!, _serial));
                }

                (_name, _serial, _place) = (null, null, Place.Projects);
                break;
            case (Place.Projects or Place.Meta, 1):
                _place = Place.Document;
                break;
        }

        _property = null;
    }

    private void OnValue(ref Utf8JsonReader reader)
    {
        switch (_place, _property, reader.TokenType)
        {
            case (Place.Project, "name", JsonTokenType.String) when reader.CurrentDepth == 3:
                _name = reader.GetString();
                break;
            case (Place.Project, "_last-serial", JsonTokenType.Number) when reader.CurrentDepth == 3:
                _serial = IndexJson.Integer(ref reader);
                break;
            case (Place.Meta, "api-version", JsonTokenType.String) when reader.CurrentDepth == 2:
                ApiVersionRule.Check(reader.GetString()!);
                break;
        }

        _property = null;
    }

    private static string? KnownProperty(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("name"u8) ? "name"
        : reader.ValueTextEquals("_last-serial"u8) ? "_last-serial"
        : reader.ValueTextEquals("projects"u8) ? "projects"
        : reader.ValueTextEquals("meta"u8) ? "meta"
        : reader.ValueTextEquals("api-version"u8) ? "api-version"
        : null;

    private enum Place
    {
        Outside,
        Document,
        Meta,
        Projects,
        Project,
    }
}
