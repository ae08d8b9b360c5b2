// An application with pages and users of its own gets a private Python index below /packages.
//   dotnet run --project samples/EmbedInWebApp
//   twine upload --repository-url http://127.0.0.1:5080/packages/pypi/private/simple/ -u ann -p secret dist/*
//   pip install --index-url http://ann:secret@127.0.0.1:5080/packages/pypi/private/simple/ YOUR-PACKAGE
using EmbedInWebApp;
using Microsoft.AspNetCore.Authentication;
using Pulp;
using Pulp.AspNetCore;
using Pulp.Data;
using Pulp.Plugins.Python;
using Pulp.Plugins.Python.Models;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthentication("Basic").AddScheme<AuthenticationSchemeOptions, BasicUsers>("Basic", configureOptions: null);
builder.Services.AddAuthorization();
builder.Services.AddHealthChecks().AddPulp();

// <sample>
builder.Services.AddPulp(options => (options.PathBase, options.ReadingNeedsLogin) = ("/packages", true))
    .UseFolder(builder.Configuration["Folder"] ?? "pulp-data").AddPlugin<PythonPlugin>().AddWeb().AddHostUsers(options => options.AdministratorRole = "administrator");
// </sample>

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
// <sample>
app.UsePulpBranch();
// </sample>
app.MapHealthChecks("/health");
app.MapGet("/", (HttpContext context) => $"Hello {context.User.Identity!.Name}, this is the application.").RequireAuthorization();

await app.StartAsync();
var pulp = app.Services.GetRequiredService<PulpInstance>();
var repository = await pulp.FindAsync<PythonRepository>("private") ?? await pulp.CreateAsync(new PythonRepository { Name = "private" });
if (await pulp.FindAsync<PythonDistribution>("private") is null)
    await pulp.CreateAsync(new PythonDistribution { Name = "private", BasePath = "private", Repository = repository.Id });
await app.WaitForShutdownAsync();
