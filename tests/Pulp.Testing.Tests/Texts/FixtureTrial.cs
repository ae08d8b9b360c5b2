using System.Reflection;
using System.Reflection.Emit;
using NUnit.Framework.Internal;
using Pulp.Testing.Plugins;

namespace Pulp.Testing.Tests.Texts;

/// <summary>Runs tests of a specification inside a test, to see what they say of a plugin.</summary>
internal static class FixtureTrial
{
    private static readonly ModuleBuilder Module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Trials"), AssemblyBuilderAccess.Run).DefineDynamicModule("Trials");
    private static int number;

    /// <summary>Derives a fixture at run time, so that the runner does not take it for a test of this project.</summary>
    public static Type Derive(Type specification, string? name = null, CustomAttributeBuilder? attribute = null)
    {
        var type = Module.DefineType(name ?? $"Trial{Interlocked.Increment(ref number)}", TypeAttributes.Public, specification);
        var inherited = specification.GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(PluginLoading)])!;
        var code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(PluginLoading)]).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, inherited);
        code.Emit(OpCodes.Ret);
        if (attribute is not null)
            type.SetCustomAttribute(attribute);
        return type.CreateType();
    }

    /// <summary>Runs one test as the runner would.</summary>
    /// <returns>Why it failed; null when it passed.</returns>
    public static async Task<string?> RunAsync(Type specification, string test, params object?[] arguments)
    {
        var fixture = Activator.CreateInstance(Derive(specification), PluginLoading.Referenced)!;
        using var isolation = new TestExecutionContext.IsolatedContext();
        try
        {
            await CallMarkedAsync<OneTimeSetUpAttribute>(fixture);
            await CallMarkedAsync<SetUpAttribute>(fixture);
            await CallAsync(fixture, specification.GetMethod(test) ?? throw new MissingMethodException(specification.Name, test), arguments);
            return null;
        }
        catch (Exception e) when (e is AssertionException or InvalidOperationException or PulpException)
        {
            return e.Message;
        }
        finally
        {
            await CallMarkedAsync<TearDownAttribute>(fixture);
            await CallMarkedAsync<OneTimeTearDownAttribute>(fixture);
        }
    }

    // The base class's methods come first.
    private static async Task CallMarkedAsync<T>(object fixture)
        where T : Attribute
    {
        var types = new Stack<Type>();
        for (var type = fixture.GetType(); type is not null; type = type.BaseType)
            types.Push(type);
        foreach (var method in types.SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)).Where(method => method.IsDefined(typeof(T))))
            await CallAsync(fixture, method, []);
    }

    private static async Task CallAsync(object fixture, MethodInfo method, object?[] arguments)
    {
        if (method.Invoke(fixture, BindingFlags.DoNotWrapExceptions, null, arguments, null) is Task task)
            await task;
    }
}
