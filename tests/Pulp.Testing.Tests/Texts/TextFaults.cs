namespace Pulp.Testing.Tests.Texts;

/// <summary>What an author may get wrong.</summary>
[Flags]
public enum TextFaults
{
    None = 0,

    /// <summary>The sync does not say which digests and sizes the files have.</summary>
    DeclaresNoDigests = 1,

    /// <summary>The sync takes an upstream that does not answer for an empty one.</summary>
    TakesOutagesForAbsence = 2,

    /// <summary>Any file is accepted.</summary>
    AcceptsAnything = 4,

    /// <summary>The natural key is another one each time.</summary>
    HasUnstableKeys = 8,

    /// <summary>A value is not in the document of a unit.</summary>
    ForgetsFields = 16,

    /// <summary>The sync yields what upstream had at first for ever.</summary>
    NeverForgets = 32,

    /// <summary>The reader fails with an exception that tells the user nothing.</summary>
    ReadsWithoutCare = 64,

    /// <summary>The class that the plugin names cannot be made.</summary>
    NeedsWhatIsNotThere = 128,
}
