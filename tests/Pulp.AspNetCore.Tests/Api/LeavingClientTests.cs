using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Access;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>
/// Clients that leave once their file is here and before anything was made of it.
/// </summary>
internal sealed class LeavingClientTests
{
    private ApiHost host = null!;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(
        services =>
        {
            services.AddHttpContextAccessor();
            var present = services.Single(service => service.ServiceType == typeof(IAccessEvaluator)).ImplementationType!;
            services.Replace(ServiceDescriptor.Singleton<IAccessEvaluator>(provider => new Leaving(
                (IAccessEvaluator)ActivatorUtilities.CreateInstance(provider, present), provider.GetRequiredService<IHttpContextAccessor>())));
        },
        new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase("")]
    [TestCase("upload/")]
    public async Task A_file_whose_client_left_before_its_task_is_gone_at_once(string action)
    {
        using var form = Notes.Form("Nobody waits for this");

        Assert.That((int)(await host.Admin.SendAsync(HttpMethod.Post, Notes.Path + action, form)).Status, Is.GreaterThanOrEqualTo(400));

        Assert.That(host.Leftovers, Is.Empty);
        Assert.That((await host.Admin.GetAsync(Notes.Path)).Json["count"]!.GetValue<int>(), Is.Zero);
    }

    // The permission is asked for when the whole file is here.
    private sealed class Leaving(IAccessEvaluator present, IHttpContextAccessor requests) : IAccessEvaluator
    {
        public ValueTask<bool> IsAllowedAsync(Caller caller, string permission, string? objectPrn, CancellationToken cancellationToken)
        {
            if (permission == "notes.add_note")
                requests.HttpContext!.RequestAborted = new CancellationToken(canceled: true);
            return present.IsAllowedAsync(caller, permission, objectPrn, CancellationToken.None);
        }

        public ValueTask<ObjectScope> VisibleAsync(Caller caller, string permission, CancellationToken cancellationToken) => present.VisibleAsync(caller, permission, cancellationToken);
    }
}
