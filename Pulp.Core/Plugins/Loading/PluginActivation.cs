using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Pulp.Plugins.Loading;

// Runs the plugin's own code for the first time, on a thread of its own, so that a plugin that never returns is left behind and the host starts.
internal sealed class PluginActivation
{
    private readonly PluginCandidate candidate;
    private readonly IServiceCollection scratch;
    private readonly PluginHost host;
    private volatile string step = "loading its assembly";
    private RegisteredPlugin? registered;
    private Exception? failure;

    private PluginActivation(PluginCandidate candidate, IServiceCollection scratch, PluginHost host) =>
        (this.candidate, this.scratch, this.host) = (candidate, scratch, host);

    public static RegisteredPlugin Run(PluginCandidate candidate, IServiceCollection scratch, PluginHost host, TimeSpan timeout)
    {
        var activation = new PluginActivation(candidate, scratch, host);
        var thread = new Thread(activation.Run) { IsBackground = true, Name = $"Plugin {candidate.Manifest.Label}" };
        thread.Start();
        if (!thread.Join(timeout))
            throw new PluginException($"it did not finish {activation.step} within {timeout.TotalSeconds:0.##} seconds");
        return activation.failure switch
        {
            null => activation.registered!,
            PluginException or TypeInitializationException => throw new PluginException(LoadFailure.Describe(activation.failure, candidate.Folder), activation.failure),
            { } failure => throw new PluginException($"{activation.step} failed: {LoadFailure.Describe(failure, candidate.Folder)}", failure),
        };
    }

    private void Run()
    {
        try
        {
            var manifest = candidate.Manifest;
            var context = new PluginLoadContext($"Plugin {manifest.Label} {manifest.Version}", candidate.Assemblies, host);

            // So that Type.GetType and Assembly.Load in libraries of the host find the plugin's types while it declares itself.
            using (context.EnterContextualReflection())
            {
                var type = PluginTypeOf(context.LoadFromAssemblyPath(candidate.Assemblies.Main));
                step = "its constructor";
                var plugin = (PulpPlugin)Activator.CreateInstance(type)!;
                step = "stating its label";
                if (plugin.Label != manifest.Label)
                    throw new PluginException($"its class states '{plugin.Label}', its {PluginManifest.FileName} '{manifest.Label}'");
                step = "its Configure";
                registered = RegisteredPlugin.Register(plugin, scratch);
            }
        }
        catch (Exception exception)
        {
            failure = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
        }
    }

    private static Type PluginTypeOf(Assembly assembly)
    {
        // Asks for all types, so that one that cannot be loaded is found now and not under a request.
        var found = assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(PulpPlugin))).ToList();
        return found switch
        {
            [var one] when one.GetConstructor([]) is not null => one,
            [var one] => throw new PluginException($"{one.FullName} has no public constructor without parameters"),
            [] => throw new PluginException($"{assembly.GetName().Name} has no class derived from {nameof(PulpPlugin)}"),
            _ => throw new PluginException($"{assembly.GetName().Name} has more than one class derived from {nameof(PulpPlugin)}: {string.Join(" and ", found.Select(type => type.FullName))}"),
        };
    }
}
