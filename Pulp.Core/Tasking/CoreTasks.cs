using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Maintenance;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Schedules;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Transfer;
using Pulp.Uploads;

namespace Pulp.Tasking;

/// <summary>
/// Adds the dispatcher and the core's own kinds of tasks.
/// </summary>
internal static class CoreTasks
{
    public static void AddTasking(this IServiceCollection services)
    {
        services.AddSingleton<TaskVersions>();
        services.AddSingleton<TaskRegistry>();
        services.AddSingleton(provider => new TaskDispatcher(
            provider.GetRequiredService<TaskRegistry>(),
            provider.GetRequiredService<IPulpDatabase>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<PulpOptions>>(),
            provider.GetRequiredService<ILogger<TaskDispatcher>>()));
        services.AddSingleton<ScheduleRunner>();
        services.AddSingleton<IScheduleSource, SyncSchedules>();
        services.AddSingleton<IScheduleSource, MaintenanceSchedules>();
        services.AddSingleton<StoreVerification>();
        services.AddSingleton<DigestMigration>();
        services.AddPulpTask<SyncTask, SyncArguments>(SyncTask.Name);
        services.AddPulpTask<CreateResourceTask, CreateResource>(CreateResourceTask.Name);
        services.AddPulpTask<UpdateResourceTask, UpdateResource>(UpdateResourceTask.Name);
        services.AddPulpTask<DeleteResourceTask, DeleteResource>(DeleteResourceTask.Name);
        services.AddPulpTask<ModifyRepositoryTask, ModifyRepository>(ModifyRepositoryTask.Name);
        services.AddPulpTask<DeleteVersionTask, DeleteVersion>(DeleteVersionTask.Name);
        services.AddPulpTask<CreatePublicationTask, CreatePublication>(CreatePublicationTask.Name);
        services.AddPulpTask<CreateContentTask, CreateContent>(CreateContentTask.Name);
        services.AddPulpTask<PurgeTasks, PurgeTasksArguments>(PurgeTasks.TaskName);
        services.AddPulpTask<CommitUpload, CommitUploadArguments>(CommitUpload.TaskName);
        services.AddPulpTask<SweepUploads, SweepUploadsArguments>(SweepUploads.TaskName);
        services.AddPulpTask<OrphanCleanup, OrphanCleanupArguments>(OrphanCleanup.TaskName);
        services.AddPulpTask<ReclaimSpace, ReclaimSpaceArguments>(ReclaimSpace.TaskName);
        services.AddPulpTask<Repair, RepairArguments>(Repair.TaskName);
        services.AddPulpTask<VersionImport, ImportArguments>(VersionImport.TaskName);
        services.AddPulpTask<VersionExport, ExportArguments>(VersionExport.TaskName);
        services.AddPulpTask<PulpExportTask, PulpExportArguments>(PulpExportTask.Name);
        services.AddPulpTask<PulpImportTask, PulpImportArguments>(PulpImportTask.Name);
        services.AddPulpTask<FileExportTask, FileExportArguments>(FileExportTask.Name);
    }
}
