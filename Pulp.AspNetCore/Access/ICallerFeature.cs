using Pulp.Access;

namespace Pulp.AspNetCore.Access;

/// <summary>
/// Carries who sent a request, among the request's features. Set by authentication; a request without it is anonymous.
/// </summary>
public interface ICallerFeature
{
    /// <summary>Gets who sent the request.</summary>
    Caller Caller { get; }

    /// <summary>Gets why the credentials that were sent were not accepted; null when none were sent or they were.</summary>
    CredentialsRefusal? Refusal => null;
}
