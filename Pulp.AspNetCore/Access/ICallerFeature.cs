using Pulp.Access;

namespace Pulp.AspNetCore.Access;

/// <summary>
/// Carries who sent a request, among the request's features. Set by authentication; a request without it is anonymous.
/// </summary>
public interface ICallerFeature
{
    /// <summary>Gets who sent the request.</summary>
    Caller Caller { get; }
}
