namespace Pulp.Resources;

internal static class ResourceTaskOutcome
{
    /// <summary>Gets the resource of a change that was done; every other outcome fails the task.</summary>
    public static Resource Require(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Done done => done.Resource,
        ChangeOutcome.Invalid invalid => throw new InvalidResourceException(invalid.Errors),
        ChangeOutcome.Missing => throw Refuse("There is no such object any more."),
        _ => throw Refuse("The object was changed by someone else at the same time; try again."),
    };

    private static InvalidResourceException Refuse(string message) =>
        new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [FieldErrors.General] = [message] });
}
