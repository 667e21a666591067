using System.Text.Json;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Logs;

/// <summary>Lines as clients get them: the members that Parse Server's have, and more.</summary>
internal static class LogJson
{
    public static void Write(Utf8JsonWriter json, AppLogLine line)
    {
        var entry = line.Entry;
        json.WriteStartObject();
        json.WriteNumber("id", line.Id);
        json.WriteString("level", AppLogLevels.NameOf(entry.Level));
        json.WriteString("message", entry.Message);
        json.WriteString("timestamp", IsoDate.Format(entry.Time));
        json.WriteString("source", entry.Source);
        if (entry.RequestId is not null)
            json.WriteString("requestId", entry.RequestId);
        if (entry.JobId is not null)
            json.WriteString("jobId", entry.JobId);
        json.WriteEndObject();
    }
}
