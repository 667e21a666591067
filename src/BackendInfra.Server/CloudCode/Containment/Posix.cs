using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BackendInfra.Server.CloudCode.Containment;

/// <summary>The few calls of the operating system that .NET does not offer. None of them on Windows.</summary>
internal static class Posix
{
    private const int SigKill = 9;
    private const int SetDumpable = 4;
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>Ends a process and all that it has started, which share its group.</summary>
    public static void KillGroup(int leader) => _ = Kill(-leader, SigKill);

    /// <summary>Gives a file or folder to a user and a group.</summary>
    /// <exception cref="IOException">It cannot be given.</exception>
    public static void Own(string path, uint user, uint group)
    {
        if (ChangeOwner(path, user, group) != 0)
            throw new IOException($"Cannot give {path} to the user {user} (error {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>
    /// Closes this process's memory and environment to other processes of the same user, and takes core dumps from it.
    /// </summary>
    public static void HideThisProcess()
    {
        if (OperatingSystem.IsLinux())
            _ = ProcessControl(SetDumpable, 0, 0, 0, 0);
    }

    /// <summary>The user at the other end of a Unix socket; null where the operating system does not tell.</summary>
    public static uint? UserOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<uint> processUserGroup = stackalloc uint[3];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(processUserGroup));
        return processUserGroup[1];
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);
}
