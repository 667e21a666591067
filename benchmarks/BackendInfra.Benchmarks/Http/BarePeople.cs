using System.Text;
using System.Text.Json;
using BackendInfra.Core.Users;
using BackendInfra.Server.Users;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Benchmarks.Http;

/// <summary>
/// What users do, by hand: one statement that finds session, roles and the page or the row together; and a log-in of look-up,
/// the same Argon2id, and one insert.
/// </summary>
internal static class BarePeople
{
    public static void Map(WebApplication app, NpgsqlDataSource source, string schema)
    {
        string Table(string name) => $"\"{schema}\".\"{name}\"";
        var hasher = new PasswordHasher();

        // The caller's names in ACLs, one level of roles inherited by another included.
        var me = $"WITH RECURSIVE s AS (SELECT u.\"objectId\" AS id FROM {Table("_Session")} s JOIN {Table("_User")} u ON u.\"objectId\" = s._f_user WHERE s._session_token_hash = $1 AND s.data->>'expiresAt' > to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')), r(id) AS (SELECT j.\"owningId\" FROM {Table("_Join:users:_Role")} j JOIN s ON j.\"relatedId\" = s.id UNION SELECT j.\"owningId\" FROM {Table("_Join:roles:_Role")} j JOIN r ON j.\"relatedId\" = r.id), me(subjects) AS (SELECT ARRAY['*', s.id] || ARRAY(SELECT 'role:' || o._f_name FROM r JOIN {Table("_Role")} o ON o.\"objectId\" = r.id) FROM s)";
        var acl = "(SELECT string_agg(format('\"%s\":{%s}', a, concat_ws(',', CASE WHEN a = ANY(t._rperm) THEN '\"read\":true' END, CASE WHEN a = ANY(t._wperm) THEN '\"write\":true' END)), ',') FROM unnest(t._rperm) a)";
        var row = $"format('{{\"objectId\":\"%s\",\"createdAt\":\"%s\",\"updatedAt\":\"%s\",\"ACL\":{{%s}},\"owner\":{{\"__type\":\"Pointer\",\"className\":\"_User\",\"objectId\":\"%s\"}},\"text\":%s,\"quantity\":%s,\"paid\":%s}}', t.\"objectId\", {Iso("t", "createdAt")}, {Iso("t", "updatedAt")}, {acl}, t._f_owner, (t.data->'text')::text, t.data->>'quantity', t.data->>'paid')";
        var page = $"{me} SELECT {row} FROM (SELECT t.* FROM {Table("Purchase")} t WHERE (t._rperm IS NULL OR t._rperm && (SELECT subjects FROM me)) ORDER BY t.\"createdAt\" DESC, t.\"objectId\" DESC LIMIT 20) t";
        var update = $"{me} UPDATE {Table("Purchase")} t SET data = t.data || $3, \"updatedAt\" = now() WHERE t.\"objectId\" = $2 AND (t._wperm IS NULL OR t._wperm && (SELECT subjects FROM me)) RETURNING {Iso("t", "updatedAt")}";
        var find = $"SELECT \"objectId\", _hashed_password, {Iso("t", "createdAt")}, {Iso("t", "updatedAt")}, data->>'username' FROM {Table("_User")} t WHERE lower(_f_username) = lower($1)";
        var start = $"INSERT INTO {Table("_Session")} (\"objectId\", \"createdAt\", \"updatedAt\", _rperm, _wperm, data, _session_token_hash) VALUES ($1, now(), now(), ARRAY[$2], ARRAY[$2], jsonb_build_object('user', $2, 'expiresAt', '2099-01-01T00:00:00.000Z', 'createdWith', jsonb_build_object('action', 'login', 'authProvider', 'password')), $3)";

        app.MapGet("/user/page", context => PageAsync(context, source, page));
        app.MapPut("/user/update", context => UpdateAsync(context, source, update));
        app.MapPost("/user/login", context => LogInAsync(context, source, hasher, find, start));
    }

    private static async Task PageAsync(HttpContext context, NpgsqlDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(Token(context));
        var text = new StringBuilder("{\"results\":[");
        await using (var reader = await command.ExecuteReaderAsync(context.RequestAborted))
        {
            for (var separator = ""; await reader.ReadAsync(context.RequestAborted); separator = ",")
                text.Append(separator).Append(reader.GetString(0));
        }

        await SendAsync(context, text.Append("]}").ToString());
    }

    private static async Task UpdateAsync(HttpContext context, NpgsqlDataSource source, string sql)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(Token(context));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = context.Request.Query["id"]! });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = body.RootElement.GetRawText() });
        if (await command.ExecuteScalarAsync(context.RequestAborted) is not string updated)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await SendAsync(context, $"{{\"updatedAt\":\"{updated}\"}}");
    }

    private static async Task LogInAsync(HttpContext context, NpgsqlDataSource source, PasswordHasher hasher, string find, string start)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        string id, hash, answer;
        await using (var connection = await source.OpenConnectionAsync(context.RequestAborted))
        {
            await using var command = new NpgsqlCommand(find, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body.RootElement.GetProperty("username").GetString()! });
            await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
            await reader.ReadAsync(context.RequestAborted);
            (id, hash) = (reader.GetString(0), reader.GetString(1));
            answer = $"{{\"objectId\":\"{id}\",\"createdAt\":\"{reader.GetString(2)}\",\"updatedAt\":\"{reader.GetString(3)}\",\"ACL\":{{\"{id}\":{{\"read\":true,\"write\":true}}}},\"username\":\"{reader.GetString(4)}\"";
        }

        if (await hasher.VerifyAsync(body.RootElement.GetProperty("password").GetString()!, hash, context.RequestAborted) != PasswordCheck.Right)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var token = SessionToken.New();
        await using (var connection = await source.OpenConnectionAsync(context.RequestAborted))
        {
            await using var command = new NpgsqlCommand(start, connection);
            foreach (var value in new[] { Core.Values.ObjectId.New(), id, SessionToken.Hash(token) })
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
            await command.ExecuteNonQueryAsync(context.RequestAborted);
        }

        await SendAsync(context, $"{answer},\"sessionToken\":\"{token}\"}}");
    }

    private static NpgsqlParameter<string> Token(HttpContext context) =>
        new() { TypedValue = SessionToken.Hash(context.Request.Headers["X-Parse-Session-Token"].ToString()) };

    private static Task SendAsync(HttpContext context, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static string Iso(string row, string column) => $"to_char({row}.\"{column}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
}
