using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.AspNetCore.Access;

namespace Pulp.AspNetCore;

/// <summary>
/// Lets users of the application around Pulp be users of Pulp.
/// </summary>
public static class HostUserExtensions
{
    /// <summary>Takes who sent a request from the application's own authentication: its user is the user of that name in Pulp.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the settings; null leaves the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Names decide: who the application lets be called like a user that Pulp has already, <c>admin</c> for example, is that user, with all that user may do.
    /// Requests the application did not authenticate may still log in with a password or token of Pulp. Where the application logs in by cookie,
    /// browsers send it with requests that other sites cause: set it to <c>SameSite=Strict</c>, or require its antiforgery token before Pulp.
    /// </remarks>
    public static PulpBuilder AddHostUsers(this PulpBuilder builder, Action<HostUserOptions>? configure = null)
    {
        var options = builder.Services.AddOptions<HostUserOptions>();
        if (configure is not null)
            options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestAuthentication, HostUsers>());
        return builder;
    }
}
