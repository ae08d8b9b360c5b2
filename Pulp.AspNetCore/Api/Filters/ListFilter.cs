using Pulp.AspNetCore.Api.Json;
using Pulp.Queries;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Turns one query parameter into a condition.
/// </summary>
/// <param name="Name">The parameter.</param>
/// <param name="Type">Its type, for the OpenAPI document.</param>
/// <param name="ToCondition">Reads the text; a text that is no value is refused with a <see cref="RequestRefusedException"/>.</param>
internal sealed record ListFilter(string Name, ApiType Type, Func<string, FilterScope, ValueTask<Condition>> ToCondition);
