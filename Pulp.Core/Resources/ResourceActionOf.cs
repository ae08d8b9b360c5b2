using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Pulp.Resources;

/// <summary>
/// Describes an action whose class and types are known.
/// </summary>
internal sealed class ResourceActionOf<TAction, TDocument, TAnswer> : ResourceAction
    where TAction : class, IResourceAction<TDocument, TAnswer>
    where TDocument : class
    where TAnswer : class
{
    [SetsRequiredMembers]
    public ResourceActionOf(string name, string method, bool onCollection, bool onVersion, string needs)
    {
        Name = name;
        Method = method;
        OnCollection = onCollection;
        OnVersion = onVersion;
        Needs = needs;
    }

    public override Type? DocumentType => typeof(TDocument) == typeof(NoDocument) ? null : typeof(TDocument);

    public override Type AnswerType => typeof(TAnswer);

    public override async Task<object> RunAsync(IServiceProvider services, ResourceActionContext context, object? document, CancellationToken cancellationToken) =>
        await services.GetRequiredService<TAction>().RunAsync(context, document as TDocument ?? (TDocument)(object)new NoDocument(), cancellationToken).ConfigureAwait(false);
}
