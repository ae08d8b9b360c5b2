namespace Pulp.AspNetCore.Api.Service;

internal sealed record WorkerRow(ServerIdentity Server, Guid? CurrentTask);
