using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Documents;

namespace Pulp.Tasking;

/// <summary>Connects a task's name with the handler that runs it and the type of its arguments.</summary>
internal sealed record TaskRegistration(string Name, Type Handler, Func<ReadOnlyMemory<byte>, TaskBody> Bind)
{
    public static TaskRegistration Of<THandler, TArguments>(string name)
        where THandler : ITaskHandler<TArguments> =>
        new(name, typeof(THandler), json => BodyOf<THandler, TArguments>(Read<TArguments>(name, json)));

    public static TaskBody BodyOf<THandler, TArguments>(TArguments arguments)
        where THandler : ITaskHandler<TArguments> =>
        (services, context, cancellationToken) => services.GetRequiredService<THandler>().RunAsync(context, arguments, cancellationToken);

    private static TArguments Read<TArguments>(string name, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<TArguments>(json.Span, DocumentJson.Options)!;
        }
        catch (JsonException exception)
        {
            throw new TaskArgumentsException(name, exception);
        }
    }
}
