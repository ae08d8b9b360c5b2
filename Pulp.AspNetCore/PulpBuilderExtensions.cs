using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.AspNetCore.Api;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Contents;
using Pulp.AspNetCore.Api.Endpoints;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.OpenApi;
using Pulp.AspNetCore.Api.Resources;
using Pulp.AspNetCore.Api.Roles;
using Pulp.AspNetCore.Api.Service;
using Pulp.AspNetCore.Api.Tasks;
using Pulp.AspNetCore.Api.Versions;
using Pulp.AspNetCore.Serving;
using Pulp.Resources;

namespace Pulp.AspNetCore;

/// <summary>
/// Adds Pulp's HTTP side to a Pulp.
/// </summary>
public static class PulpBuilderExtensions
{
    /// <summary>Adds what <see cref="PulpEndpointRouteBuilderExtensions.MapPulp"/> needs.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PulpBuilder AddWeb(this PulpBuilder builder)
    {
        var services = builder.Services;
        services.AddPulpServing();
        AddParts(services);
        AddEndpoints(services);
        return builder;
    }

    private static void AddParts(IServiceCollection services)
    {
        services.AddSingleton<ApiHrefs>();
        services.AddSingleton<IResourceObserver>(provider => provider.GetRequiredService<ApiHrefs>());
        services.AddSingleton<ApiDispatcher>();
        services.AddSingleton<ApiCatalog>();
        services.AddSingleton<BodyReader>();
        services.AddSingleton<ListReader>();
        services.AddSingleton<TaskStarter>();
        services.AddSingleton<ApiServices>();
        services.AddSingleton<ServerIdentity>();
        services.AddSingleton<ApiDocument>();
        services.AddSingleton<ReferenceResolver>();
        services.AddSingleton<ResourceShapes>();
        services.AddSingleton<ResourceReading>();
        services.AddSingleton<ResourceWriting>();
        services.AddSingleton<ResourceLabels>();
        services.AddSingleton<ObjectRoles>();
        services.AddSingleton<ObjectTargets>();
        services.AddSingleton<KnownPermissions>();
        services.AddSingleton<TaskReading>();
        services.AddSingleton<VersionReading>();
        services.AddSingleton<ContentScope>();
        services.AddSingleton<ContentReferences>();
        services.AddSingleton<LargeFields>();
        services.AddSingleton<ContentReading>();
        services.TryAddSingleton<ContentFetching>();
        services.AddSingleton<UnitFiles>();
        services.AddSingleton<ContentCreation>();
        services.AddSingleton<ContentCreationAccess>();
        services.AddSingleton<ActionDocuments>();
        services.AddSingleton<ActionRunner>();
        services.AddSingleton<ContentLabels>();
        services.AddSingleton<ArtifactIntake>();
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<ICatalogEndpoints, RootEndpoint>();
        services.AddSingleton<ICatalogEndpoints, DocsEndpoints>();
        services.AddSingleton<IApiEndpoints, ServiceEndpoints>();
        services.AddSingleton<IApiEndpoints, DomainEndpoints>();
        services.AddSingleton<IApiEndpoints, ArtifactEndpoints>();
        services.AddSingleton<IApiEndpoints, UploadEndpoints>();
        services.AddSingleton<IApiEndpoints, ContentEndpoints>();
        services.AddSingleton<IApiEndpoints, ResourceEndpoints>();
        services.AddSingleton<IApiEndpoints, NestedResourceEndpoints>();
        services.AddSingleton<IApiEndpoints, ResourceKindEndpoints>();
        services.AddSingleton<IApiEndpoints, ImportCheckEndpoint>();
        services.AddSingleton<IApiEndpoints, RepositoryEndpoints>();
        services.AddSingleton<IApiEndpoints, ActionEndpoints>();
        services.AddSingleton<IApiEndpoints, VersionEndpoints>();
        services.AddSingleton<IApiEndpoints, PublicationEndpoints>();
        services.AddSingleton<IApiEndpoints, TaskEndpoints>();
        services.AddSingleton<IApiEndpoints, TaskGroupEndpoints>();
        services.AddSingleton<IApiEndpoints, TaskScheduleEndpoints>();
        services.AddSingleton<IApiEndpoints, WorkerEndpoints>();
        services.AddSingleton<IApiEndpoints, MaintenanceEndpoints>();
        services.AddSingleton<IApiEndpoints, UserEndpoints>();
        services.AddSingleton<IApiEndpoints, GroupEndpoints>();
        services.AddSingleton<IApiEndpoints, RoleEndpoints>();
        services.AddSingleton<IApiEndpoints, GrantEndpoints>();
        services.AddSingleton<IApiEndpoints, TokenEndpoints>();
    }
}
