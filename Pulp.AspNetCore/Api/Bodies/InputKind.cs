namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Names what a field of a request takes, and with it what <see cref="RequestBody"/> holds for it.
/// </summary>
internal enum InputKind
{
    /// <summary>A <see cref="string"/>.</summary>
    Text,

    /// <summary>A <see cref="long"/>.</summary>
    Integer,

    /// <summary>A <see cref="double"/>.</summary>
    Number,

    /// <summary>A <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>A <see cref="string"/> that is one of the choices.</summary>
    Choice,

    /// <summary>A <see cref="DateTimeOffset"/>.</summary>
    Time,

    /// <summary>A <see cref="Hrefs.ObjectReference"/>.</summary>
    Reference,

    /// <summary>A list of <see cref="string"/>.</summary>
    TextList,

    /// <summary>A list of <see cref="string"/>, each one of the choices.</summary>
    ChoiceList,

    /// <summary>A list of <see cref="Hrefs.ObjectReference"/>; may hold a single <c>*</c> when the field allows it.</summary>
    ReferenceList,

    /// <summary>A <see cref="System.Text.Json.JsonElement"/>.</summary>
    Json,

    /// <summary>A dictionary of labels.</summary>
    Labels,

    /// <summary>A <see cref="Storage.StagedArtifact"/>.</summary>
    File,
}
