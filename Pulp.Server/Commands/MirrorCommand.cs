using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Distributions;
using Pulp.Documents;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Mirrors an upstream in one step: makes remote, repository and distribution where they are missing, syncs, and says how to use the result.
/// </summary>
internal static class MirrorCommand
{
    private static readonly Argument<string> Plugin = new("plugin") { Description = "The plugin's label, for example python." };
    private static readonly Argument<string> Url = new("url") { Description = "The upstream's address, for example https://pypi.org/simple/." };
    private static readonly Option<string?> Name = new("--name") { Description = "The name of remote, repository and distribution, and the base path. Default: the plugin's label." };
    private static readonly Option<string[]> Include = new("--include") { Description = "What to take, for example a project's name. May be repeated; without it everything is taken.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private static readonly Option<string?> Policy = new("--policy") { Description = "When files are fetched: immediate, on_demand or streamed. Default: the plugin's." };
    private static readonly Option<bool> Mirror = new("--mirror") { Description = "Also remove what upstream no longer has." };
    private static readonly Option<string[]> Field = new("--field") { Description = "Another field of the remote as name=value; the value is JSON or a text. May be repeated.", HelpName = "name=value", DefaultValueFactory = _ => [] };
    private static readonly Option<bool> Serve = new("--serve") { Description = "Stay up and serve when the sync is done." };

    public static Command Create()
    {
        var command = new Command("mirror", "Mirror an upstream into a versioned repository and serve it.") { Plugin, Url, Name, Include, Policy, Mirror, Field, Serve }.WithExamples(
            "mirror python https://pypi.org/simple/ --include requests --field dependencies=true --name pypi --policy on_demand --serve",
            "mirror python https://pypi.org/simple/ --include 'django>=5' pillow --field keep_latest_packages=3 --field 'package_types=[\"bdist_wheel\"]'",
            "mirror ansible https://galaxy.ansible.com/ --include 'community.general:>=9.0.0' --name galaxy --policy on_demand --serve",
            "mirror container https://registry-1.docker.io --field upstream_name=alpine --include '3.*' --name mirror/alpine --policy on_demand --serve",
            "mirror file https://example.org/images/PULP_MANIFEST --name images --mirror --serve");
        command.SetAction((result, token) => CommandHost.GuardAsync(async () =>
        {
            var settings = CommonOptions.Read(result);
            var code = await CommandHost.WorkAsync(settings, services => MirrorAsync(result, services, settings, token), token);
            return code == 0 && result.GetValue(Serve) ? await ServeCommand.RunAsync(settings, suggestMirror: false, token) : code;
        }));
        return command;
    }

    private static async Task<int> MirrorAsync(ParseResult result, IServiceProvider services, ServerSettings settings, CancellationToken cancellationToken)
    {
        var catalog = services.GetRequiredService<PulpCatalog>();
        var label = result.GetRequiredValue(Plugin);
        var mirroring = catalog.ResourceTypes.OfType<RepositoryType>().Where(candidate => candidate.SyncSources.Count > 0).ToList();
        var type = mirroring.Find(candidate => candidate.PluginLabel == label)
            ?? throw new InvalidSettingsException([$"No plugin '{label}' that can mirror is loaded. Loaded are: {string.Join(", ", mirroring.Select(candidate => candidate.PluginLabel).Distinct())}."]);
        var remoteType = (RemoteType)catalog.ResourceTypeOf(type.SyncSources[0].RemoteType);
        var name = result.GetValue(Name) ?? label;
        // Asked before anything is made, so that nothing half-done is left.
        if (BasePath.Check(name) is { } problem)
            throw new InvalidSettingsException([$"--name: '{name}' cannot be a base path. {problem}"]);
        var distributionType = catalog.ResourceTypes.OfType<DistributionType>().First(candidate => candidate.PluginLabel == label);
        foreach (var made in new ResourceType[] { remoteType, type, distributionType })
            await RequireFreeAsync(services, catalog, made, name, cancellationToken);
        var served = new JsonObject { ["name"] = name, ["base_path"] = name };
        await RequireAsync(services, distributionType, served, cancellationToken);

        var remote = (Remote)await EnsureAsync(services, remoteType, RemoteDocument(result, remoteType, name), cancellationToken);
        var repository = (Repository)await EnsureAsync(services, type, RepositoryDocument(type, distributionType, name, remote), cancellationToken);
        served["repository"] = repository.Id;
        var distribution = (Distribution)await EnsureAsync(services, distributionType, served, cancellationToken);

        var task = await SyncAsync(services, type, repository, remote, result.GetValue(Mirror), cancellationToken);
        if (task.State != TaskState.Completed)
        {
            if (task.State == TaskState.Canceled)
                throw new OperationCanceledException(cancellationToken);
            await System.Console.Error.WriteLineAsync($"The sync {task.State.ToString().ToLowerInvariant()}: {task.Error?.Description}");
            return CommandHost.Failure;
        }

        await EnsurePublicationAsync(services, type, repository, cancellationToken);
        Report(result, task, distributionType, distribution, settings);
        return 0;
    }

    private static async Task RequireFreeAsync(IServiceProvider services, PulpCatalog catalog, ResourceType type, string name, CancellationToken cancellationToken)
    {
        var named = await services.GetRequiredService<IPulpDatabase>().ReadAsync(session => session.Resources.FindAsync(type.Kind, Domain.DefaultId, name), cancellationToken);
        if (named is not null && catalog.ResourceTypeOf(named.GetType()) is var other && other != type)
            throw new InvalidSettingsException([$"--name: '{name}' is the name of a {type.Kind.ToString().ToLowerInvariant()} of type '{other.Name}' already; choose another."]);
    }

    // A repository that did not publish before has no publication of what a sync finds unchanged.
    private static async Task EnsurePublicationAsync(IServiceProvider services, RepositoryType type, Repository repository, CancellationToken cancellationToken)
    {
        if (type.Autopublish is not { } autopublish || autopublish.Switch.GetValue(repository) is not true)
            return;
        var unpublished = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
            async session => await session.Versions.FindAsync(repository.Id) is { } latest && !(await session.Resources.ReferringAsync(latest.Id)).OfType<Publication>().Any() ? latest : null,
            cancellationToken);
        if (unpublished is not null)
            await services.GetRequiredService<PublicationRunner>().PublishAsync(autopublish.Create(repository) with { RepositoryVersion = unpublished.Id }, ownerId: null, cancellationToken);
    }

    private static JsonObject RepositoryDocument(RepositoryType type, DistributionType distributionType, string name, Remote remote)
    {
        var document = new JsonObject { ["name"] = name, ["remote"] = remote.Id };

        // Where only publications are served, what a sync brings is to become one.
        if (distributionType.ServesPublications && type.Autopublish is { } autopublish)
            document[autopublish.Switch.Name] = true;
        return document;
    }

    private static JsonObject RemoteDocument(ParseResult result, RemoteType type, string name)
    {
        var document = new JsonObject { ["name"] = name, ["url"] = result.GetRequiredValue(Url) };
        if (result.GetValue(Policy) is { } policy)
            document["policy"] = policy;
        if (result.GetValue(Include) is { Length: > 0 } includes)
            document[type.Inclusion.Field] = type.Inclusion.ValueOf(includes);
        foreach (var field in result.GetValue(Field) ?? [])
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new InvalidSettingsException([$"'{field}' is no field; write name=value."]);
            document[field[..equals]] = ValueOf(field[(equals + 1)..]);
        }

        var unknown = document.Select(pair => pair.Key).Except(type.Fields.Select(field => field.Name)).ToList();
        return unknown.Count == 0
            ? document
            : throw new InvalidSettingsException([$"A remote of type '{type.Name}' has no field {string.Join(", ", unknown)}; its fields are: {string.Join(", ", type.Fields.Select(field => field.Name))}."]);
    }

    private static JsonNode? ValueOf(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    // One that is there is checked when it is changed.
    private static async Task RequireAsync(IServiceProvider services, ResourceType type, JsonObject document, CancellationToken cancellationToken)
    {
        if (await FindAsync(services, type, document, cancellationToken) is null
            && await services.GetRequiredService<ResourceChanges>().CheckAsync(Read(type, document), cancellationToken) is { Count: > 0 } errors)
            throw Refused(type, document, errors);
    }

    // One name stands for three things, so it says of which one it is.
    private static InvalidSettingsException Refused(ResourceType type, JsonObject document, IReadOnlyDictionary<string, IReadOnlyList<string>> errors) =>
        new([$"The {type.Kind.ToString().ToLowerInvariant()} '{document["name"]}': {new InvalidResourceException(errors).Message}"]);

    private static Task<Resource?> FindAsync(IServiceProvider services, ResourceType type, JsonObject document, CancellationToken cancellationToken)
    {
        var name = document["name"]!.GetValue<string>();
        return services.GetRequiredService<IPulpDatabase>().ReadAsync(async session => await session.Resources.FindAsync(type.Kind, Domain.DefaultId, name, type), cancellationToken);
    }

    private static Resource Read(ResourceType type, JsonObject document)
    {
        var missing = type.Fields.Where(field => field.IsRequired && document[field.Name] is null).Select(field => field.Name).ToList();
        if (missing.Count > 0)
            throw new InvalidSettingsException([.. missing.Select(field => $"A {type.Kind.ToString().ToLowerInvariant()} of type '{type.Name}' needs its {field}: add --field {field}=value.")]);
        try
        {
            return type.ReadDocument(JsonSerializer.SerializeToUtf8Bytes(document, DocumentJson.Options));
        }
        catch (JsonException exception)
        {
            throw new InvalidSettingsException([ProblemOf(type, exception)]);
        }
    }

    private static async Task<Resource> EnsureAsync(IServiceProvider services, ResourceType type, JsonObject document, CancellationToken cancellationToken)
    {
        var existing = await FindAsync(services, type, document, cancellationToken);
        if (existing is not null)
        {
            // What the command names is brought up to date; everything else stays as it is.
            var merged = JsonNode.Parse(type.WriteDocument(existing))!.AsObject();
            foreach (var (field, value) in document)
                merged[field] = value?.DeepClone();
            foreach (var (secret, value) in type.GetSecrets(existing))
                merged.TryAdd(secret, value);
            document = merged;
        }

        var wanted = Read(type, document);
        var changes = services.GetRequiredService<ResourceChanges>();
        var outcome = existing is null
            ? await changes.CreateAsync(wanted, ownerId: null, cancellationToken)
            : await changes.UpdateAsync(
                wanted with { Id = existing.Id, StoreKey = existing.StoreKey, Revision = existing.Revision, Created = existing.Created, Labels = existing.Labels, DomainId = existing.DomainId }, cancellationToken);
        return outcome switch
        {
            ChangeOutcome.Done done => done.Resource,
            ChangeOutcome.Invalid invalid => throw Refused(type, document, invalid.Errors),
            _ => throw new InvalidSettingsException([$"The {type.Kind.ToString().ToLowerInvariant()} '{document["name"]}' was changed meanwhile; try again."]),
        };
    }

    private static string ProblemOf(ResourceType type, JsonException exception)
    {
        var field = exception.Path?.TrimStart('$', '.').Split('.', '[')[0] ?? "";
        var clr = type.Fields.FirstOrDefault(candidate => candidate.Name == field)?.Property.PropertyType;
        var choices = (Nullable.GetUnderlyingType(clr ?? typeof(object)) ?? clr) is { IsEnum: true } names ? $"; write one of {string.Join(", ", Enum.GetNames(names).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}" : "";
        return $"The field '{field}' of a {type.Kind.ToString().ToLowerInvariant()} of type '{type.Name}' cannot have the given value{choices}.";
    }

    private static async Task<PulpTask> SyncAsync(
        IServiceProvider services, RepositoryType type, Repository repository, Remote remote, bool mirror, CancellationToken cancellationToken)
    {
        var dispatcher = services.GetRequiredService<TaskDispatcher>();
        var request = SyncTask.RequestFor(type.PrnOf(repository.Id), services.GetRequiredService<PulpCatalog>().ResourceTypeOf(remote.GetType()).PrnOf(remote.Id));
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(request, new SyncArguments(repository.Id, remote.Id, mirror), cancellationToken);
        using var canceling = cancellationToken.Register(() => _ = dispatcher.CancelAsync(task.Id));
        return await TaskProgress.ShowAsync(dispatcher, task.Id);
    }

    private static void Report(ParseResult result, PulpTask task, DistributionType type, Distribution distribution, ServerSettings settings)
    {
        var counts = task.Result!.Value;
        AnsiConsole.MarkupLineInterpolated($"added {counts.GetProperty("added")}, kept {counts.GetProperty("kept")}, removed {counts.GetProperty("removed")}, downloaded {counts.GetProperty("downloaded")} files");
        foreach (var skipped in counts.GetProperty("skipped").EnumerateObject())
        {
            var examples = string.Join(", ", skipped.Value.GetProperty("examples").EnumerateArray().Select(example => example.GetString()));
            AnsiConsole.MarkupLineInterpolated($"skipped {skipped.Value.GetProperty("count")}: {skipped.Name}{(examples.Length == 0 ? "" : $" (such as {examples})")}");
        }

        var version = counts.GetProperty("version");
        AnsiConsole.MarkupLineInterpolated($"{(version.ValueKind == JsonValueKind.Null ? "nothing changed: no new version" : $"version {version} is served")}");
        AnsiConsole.WriteLine();
        if (!result.GetValue(Serve))
            Terminal.WriteUnbroken($"Start the server:\n  {ProgramName.Current}{settings.CommandLine}\nThen:");
        foreach (var line in Usage(result, counts, type, distribution, settings).Split('\n'))
            Terminal.WriteUnbroken($"  {line}");
    }

    private static string Usage(ParseResult result, JsonElement counts, DistributionType type, Distribution distribution, ServerSettings settings)
    {
        var address = settings.Pulp.ContentOrigin?.TrimEnd('/') ?? settings.ClientAddress;
        if (type.Instructions is not { } instructions)
            return $"curl {address}{(type.BaseUrl is ['/', ..] ? type.BaseUrl : "/pulp/content/{base_path}/").Replace("{base_path}", distribution.BasePath, StringComparison.Ordinal)}";
        var skipped = counts.GetProperty("skipped").EnumerateObject()
            .SelectMany(reason => reason.Value.GetProperty("examples").EnumerateArray().Select(example => example.GetString())).ToHashSet(StringComparer.Ordinal);
        var included = (result.GetValue(Include) ?? []).Where(include => !skipped.Contains(include)).Select(ProgramName.Quote).ToList();
        return instructions(new ClientInstructions(address, distribution.BasePath, included));
    }
}
