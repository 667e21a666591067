using System.Buffers;
using Npgsql;

namespace BackendInfra.Benchmarks.Http;

/// <summary>
/// What an expert would write by hand for exactly these questions: Kestrel, Npgsql, prepared statements, one round trip,
/// bytes out; the same tables, ACL condition, plan mode and pool as the product.
/// </summary>
internal static class BareEndpoint
{
    private static readonly string[] Everyone = ["*"];

    public static async Task RunAsync(string url, string connectionString)
    {
        await using var generic = Source(connectionString, "force_generic_plan");
        await using var custom = Source(connectionString, "force_custom_plan");
        var schema = await SchemaAsync(generic);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        foreach (var (path, sql) in BareStatements.Reads(schema))
        {
            var source = sql.Custom ? custom : generic;
            app.MapGet(path, context => ReadAsync(context, source, sql));
        }

        app.MapPost("/create", context => CreateAsync(context, generic, BareStatements.Create(schema)));
        BarePeople.Map(app, generic, schema);
        await app.RunAsync();
    }

    private static async Task ReadAsync(HttpContext context, NpgsqlDataSource source, BareStatement statement)
    {
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var command = new NpgsqlCommand(statement.Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Everyone });
        if (context.Request.Query["id"] is [{ } id])
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        if (context.Request.Query["price"] is [{ } price])
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = double.Parse(price, System.Globalization.CultureInfo.InvariantCulture) });

        var buffer = new ArrayBufferWriter<byte>(4096);
        buffer.Write(statement.Before);
        await using (var reader = await command.ExecuteReaderAsync(context.RequestAborted))
        {
            var isFirst = true;
            while (await reader.ReadAsync(context.RequestAborted))
            {
                if (!isFirst)
                    buffer.Write(","u8);
                isFirst = false;
                buffer.Write(reader.GetFieldValue<byte[]>(0));
            }
        }

        buffer.Write(statement.After);
        await SendAsync(context, buffer);
    }

    private static async Task CreateAsync(HttpContext context, NpgsqlDataSource source, string sql)
    {
        using var body = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var id = Core.Values.ObjectId.New();
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb, Value = body.RootElement.GetRawText() });
        var created = (string)(await command.ExecuteScalarAsync(context.RequestAborted))!;
        context.Response.StatusCode = StatusCodes.Status201Created;
        var buffer = new ArrayBufferWriter<byte>(128);
        buffer.Write(System.Text.Encoding.UTF8.GetBytes($"{{\"objectId\":\"{id}\",\"createdAt\":\"{created}\"}}"));
        await SendAsync(context, buffer);
    }

    private static async Task SendAsync(HttpContext context, ArrayBufferWriter<byte> buffer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static async Task<string> SchemaAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT database_schema FROM backendinfra.apps LIMIT 1");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static NpgsqlDataSource Source(string connectionString, string planMode) =>
        new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = $"-c plan_cache_mode={planMode} -c jit=off -c max_parallel_workers_per_gather=0 -c work_mem=16MB -c TimeZone=UTC",
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = 16,
            NoResetOnClose = true,
        }.ConnectionString).Build();
}
