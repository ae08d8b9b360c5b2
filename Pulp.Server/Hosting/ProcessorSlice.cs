using System.Globalization;
using System.Runtime.InteropServices;

namespace Pulp.Server.Hosting;

/// <summary>
/// Asks Linux for short turns on a busy processor: whoever asks for less at a time is let in sooner. A request then does not wait for
/// the whole turn of a client, a build or a garbage collection on the same machine. The share of the processor stays the same.
/// </summary>
/// <remarks>
/// sched_setattr(2), sched_runtime of SCHED_OTHER, from Linux 6.12 on; older ones take no notice. Needs no privilege. Threads and
/// programs that are started later have it too.
/// </remarks>
internal static partial class ProcessorSlice
{
    // The least that Linux grants.
    private const ulong Nanoseconds = 100_000;

    /// <summary>Asks for all threads of this process. What the system refuses or does not know changes nothing.</summary>
    public static void Shorten()
    {
        if (!OperatingSystem.IsLinux() || Calls() is not (var get, var set))
            return;
        foreach (var path in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var thread))
                Shorten(thread, get, set);
        }
    }

    // A thread that ended meanwhile is refused like anything else. Who runs the server under another policy knows why.
    private static void Shorten(int thread, nint get, nint set)
    {
        var attributes = default(Attributes);
        if (Native.Get(get, thread, ref attributes, Marshal.SizeOf<Attributes>(), 0) != 0 || attributes.Policy != 0)
            return;
        attributes.Runtime = Nanoseconds;
        _ = Native.Set(set, thread, ref attributes, 0);
    }

    // The C library has functions for these since glibc 2.41 only.
    private static (nint Get, nint Set)? Calls() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };

    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "syscall")]
        public static partial nint Get(nint number, nint thread, ref Attributes attributes, nint size, nint flags);

        [LibraryImport("libc", EntryPoint = "syscall")]
        public static partial nint Set(nint number, nint thread, ref Attributes attributes, nint flags);
    }
}
