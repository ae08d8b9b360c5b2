// A Pulp with rules of its own: what may come in, what may be uploaded, who logs in how, who may read, who is told.
//   dotnet run --project samples/Extensions
using Extensions;
using Pulp;
using Pulp.AspNetCore;
using Pulp.AspNetCore.Access;
using Pulp.Data;
using Pulp.Plugins.Python;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Uploads;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPulp().UseFolder(builder.Configuration["Folder"] ?? "pulp-data").AddPlugin<PythonPlugin>().AddPlugin<TeamPlugin>().AddWeb();

// <sample>
builder.Services.AddSingleton<ISyncFilter, MinimumAge>();
builder.Services.AddSingleton<ISyncFilter, LocalNamesFirst>();
builder.Services.AddSingleton<IUploadCheck, WheelsOnly>();
builder.Services.AddSingleton<IVersionObserver, Announcements>();
builder.Services.AddSingleton<IRequestAuthentication, CertificateLogin>();
// </sample>

var app = builder.Build();
app.UsePulp();
app.MapPulp();
await app.RunAsync();
