using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Apps;

namespace BackendInfra.Server.CloudCode.Containment;

/// <summary>
/// User ids of the operating system, one for each app, so that no worker reaches another app's files, processes or sockets.
/// They are numbers without an account, made of the app's id, so that all servers of a machine give an app the same one.
/// </summary>
internal sealed class WorkerUsers(CloudSettings settings)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, string> _apps = [];
    private readonly (uint First, uint Count) _range = Range();

    /// <summary>Whether workers run under ids of their own: only root can start them so.</summary>
    public bool AreOwn { get; } = settings.OwnUsers ?? (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Programs.Find("setpriv") is not null);

    /// <summary>The id of an app's workers, which is that of their group, too; null when they run as this server does.</summary>
    public uint? Of(App app)
    {
        if (!AreOwn)
            return null;
        var hash = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(app.Id)));
        lock (_lock)
        {
            var id = _range.First + (hash % _range.Count);
            while (_apps.GetValueOrDefault(id, app.Id) != app.Id)
                id = id + 1 < _range.First + _range.Count ? id + 1 : _range.First;
            _apps[id] = app.Id;
            return id;
        }
    }

    /// <summary>Far above those that machines give to people and services; in a container that has only some, the upper half of them.</summary>
    private static (uint First, uint Count) Range()
    {
        const string Map = "/proc/self/uid_map";
        const uint First = 1u << 30;
        var ids = File.Exists(Map) && File.ReadAllText(Map).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["0", _, var count, ..] && uint.TryParse(count, out var mapped)
            ? mapped
            : uint.MaxValue;
        return ids > First * 2 ? (First, First) : (ids / 2, Math.Max(ids / 2, 1));
    }
}
