using System.Net;
using System.Text.Json;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Triggers;
using Npgsql;

namespace BackendInfra.Postgres.Jobs;

/// <summary>Runs as rows.</summary>
internal static class JobRows
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static JobRun Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        Origin(reader.GetString(4)),
        JsonSerializer.Deserialize<JobPolicy>(reader.GetString(5), Json)!)
    {
        ScheduleId = reader.IsDBNull(6) ? null : reader.GetString(6),
        Attempt = reader.GetInt32(7),
    };

    public static string Policy(JobPolicy policy) => JsonSerializer.Serialize(policy, Json);

    /// <summary>What a job is told of the request. No session token: jobs act with the master key.</summary>
    public static string Origin(RequestOrigin origin) => JsonSerializer.Serialize(
        new StoredOrigin(origin.InstallationId, origin.Address?.ToString(), origin.Headers(), origin.RequestId, origin.FilesUrl, origin.Depth), Json);

    private static RequestOrigin Origin(string json)
    {
        var stored = JsonSerializer.Deserialize<StoredOrigin>(json, Json)!;
        return new RequestOrigin
        {
            InstallationId = stored.InstallationId,
            Address = stored.Address is null ? null : IPAddress.Parse(stored.Address),
            Headers = () => stored.Headers,
            RequestId = stored.RequestId,
            FilesUrl = stored.FilesUrl,
            Depth = stored.Depth,
        };
    }

    private sealed record StoredOrigin(string? InstallationId, string? Address, IReadOnlyDictionary<string, string> Headers, string? RequestId, string FilesUrl, int Depth);
}
