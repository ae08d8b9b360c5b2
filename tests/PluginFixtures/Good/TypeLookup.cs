using System.Reflection;
using System.Runtime.Loader;

namespace Fixtures.Good;

// Looks for the plugin's own types by name in each way a library may.
public static class TypeLookup
{
    public static Type? ByAssemblyLoad() => Assembly.Load("Fixtures.Good").GetType("Fixtures.Good.Widget");

    public static Type? ByTypeName() => Type.GetType("Fixtures.Good.Widget, Fixtures.Good");

    public static Type? ByContext()
    {
        using (AssemblyLoadContext.EnterContextualReflection(typeof(TypeLookup).Assembly))
            return AssemblyLoadContext.CurrentContextualReflectionContext?.LoadFromAssemblyName(new AssemblyName("Fixtures.Good")).GetType("Fixtures.Good.Widget");
    }
}
