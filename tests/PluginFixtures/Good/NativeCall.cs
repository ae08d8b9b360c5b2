using System.Runtime.InteropServices;

namespace Fixtures.Good;

// Calls a library that lies in the plugin's own folder under a name no system has.
public static partial class NativeCall
{
    public static int ProcessId() => GetPid();

    [DllImport("pulpfixture", EntryPoint = "SystemNative_GetPid", ExactSpelling = true)]
    private static extern int GetPid();
}
