using System.Runtime.InteropServices;

namespace Fixtures.Good;

// Calls a library that lies in the plugin's own folder under a name no system has, by each way to write the name.
public static partial class NativeCall
{
    public static int ProcessId() => GetPid();

    public static int ProcessIdByPrefix() => GetPidByPrefix();

    public static int ProcessIdByEnding() => GetPidByEnding();

    public static int ProcessIdByFileName() => GetPidByFileName();

    [DllImport("pulpfixture", EntryPoint = "SystemNative_GetPid", ExactSpelling = true)]
    private static extern int GetPid();

    [DllImport("libpulpfixture", EntryPoint = "SystemNative_GetPid", ExactSpelling = true)]
    private static extern int GetPidByPrefix();

    [DllImport("pulpfixture.so", EntryPoint = "SystemNative_GetPid", ExactSpelling = true)]
    private static extern int GetPidByEnding();

    [DllImport("libpulpfixture.so", EntryPoint = "SystemNative_GetPid", ExactSpelling = true)]
    private static extern int GetPidByFileName();
}
